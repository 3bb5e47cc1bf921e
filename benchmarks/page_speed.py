"""
How fast the page is with large plans, measured in a real Chromium.

Plans are grids of rooms; their results come from the detector, and a small server gives the built page
both. Each gesture is done with the mouse while the page notes the time of every frame. A plan of a few walls
is the peer: what it takes, the browser and this machine take.

    .venv/bin/python -m benchmarks.page_speed [--walls 10000 …] [--plot docs/images/page-speed.png]
"""

from __future__ import annotations

import json
import os
import statistics
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import flask
import matplotlib as mpl
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from detection import detect_rooms
from roomjobs.api import page as page_routes
from roomjobs.local.folders import ROOT
from roomjobs.local.page_build import page_folder
from tests.e2e.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEER_WALLS = 60
FRAME_MS = 1000 / 60
STEPS = 60
Figures = dict[str, dict[str, float]]

FRAMES = """
window.frames_seen = [];
window.watch = () => {
  let last = performance.now();
  window.watching = true;
  const note = now => {
    window.frames_seen.push(now - last);
    last = now;
    if (window.watching) requestAnimationFrame(note);
  };
  window.frames_seen = [];
  requestAnimationFrame(now => { last = now; requestAnimationFrame(note); });
};
"""


def grid_plan(walls: int) -> dict[str, Any]:
    """About so many walls, each between two crossings of a grid of rooms 4 by 3 metres."""
    side = max(1, round((walls / 2) ** 0.5 - 0.5))
    lines = [
        {"type": "line", "start": start, "end": end, "is_load_bearing": start[0] == 0}
        for row in range(side + 1)
        for column in range(side)
        for start, end in (
            ([4 * column, 3 * row], [4 * column + 4, 3 * row]),
            ([4 * row, 3 * column], [4 * row, 3 * column + 3]),
        )
    ]
    return {"units": "m", "walls": lines}


@contextmanager
def serving(plans: dict[str, tuple[bytes, bytes]]) -> Iterator[str]:
    """The built page and an API that knows these plans and results; yields its address."""
    app = flask.Flask(__name__, static_folder=None)
    app.register_blueprint(page_routes.blueprint(page_folder(ROOT / ".roomjobs" / "page.log")))

    @app.get("/jobs/<job_id>")
    def job(job_id: str) -> dict[str, Any]:
        return {
            "job_id": job_id,
            "status": "completed",
            "created_at": 0,
            "updated_at": 0,
            "processing_time": None,
            "rooms_count": None,
            "confidence_score": None,
            "output_url": f"{flask.request.host_url}documents/{job_id}/1",
            "poll_after_ms": None,
        }

    @app.get("/jobs/<job_id>/plan")
    def plan(job_id: str) -> flask.Response:
        return document(job_id, 0)

    @app.get("/documents/<job_id>/<int:part>")
    def document(job_id: str, part: int) -> flask.Response:
        return flask.Response(plans[job_id][part], mimetype="application/json")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()


def hover(page: Page, x: float, y: float, width: float, height: float) -> None:
    """Sweep over rooms."""
    for step in range(STEPS):
        page.mouse.move(x + width * (0.2 + 0.6 * step / STEPS), y + height * (0.3 + 0.4 * step / STEPS))


def pan(page: Page, x: float, y: float, width: float, height: float) -> None:
    """Drag to and fro."""
    page.mouse.move(x + width / 2, y + height / 2)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + width / 2 + 3 * (step % 30), y + height / 2 + 2 * (step % 30))
    page.mouse.up()


def zoom(page: Page, x: float, y: float, width: float, height: float) -> None:
    """Turn the wheel in and out again."""
    page.mouse.move(x + width * 0.4, y + height * 0.4)
    for step in range(STEPS):
        page.mouse.wheel(0, -60 if step < STEPS // 2 else 60)


GESTURES: dict[str, Callable[[Page, float, float, float, float], None]] = {
    "hover": hover,
    "pan": pan,
    "zoom": zoom,
}


def measure(page: Page, address: str) -> Figures:
    """Milliseconds until the rooms are drawn, and of the frames of each gesture."""
    page.goto("about:blank")
    page.goto(address)
    page.locator("path.room").first.wait_for(state="attached", timeout=120_000)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown = page.evaluate("performance.now()")
    page.wait_for_timeout(1_000)
    box = page.locator(".plan-view").bounding_box()
    if box is None:
        raise click.ClickException("the page shows no plan")
    figures: Figures = {"shown": {"ms": shown}}
    for name, gesture in GESTURES.items():
        page.evaluate("watch()")
        gesture(page, box["x"], box["y"], box["width"], box["height"])
        frames = page.evaluate("() => { window.watching = false; return window.frames_seen; }")
        page.wait_for_timeout(500)
        cuts = statistics.quantiles(frames, n=20)
        figures[name] = {"p50": statistics.median(frames), "p95": cuts[18], "frames": len(frames)}
    return figures


def measure_all(sizes: list[int]) -> dict[int, Figures]:
    """Measure each size in a fresh tab."""
    plans = {}
    for size in sizes:
        plan = grid_plan(size)
        result = detect_rooms(plan).to_document()
        plans[f"job_{size}"] = (json.dumps(plan).encode(), json.dumps(result).encode())
    options = ["--disable-background-networking"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium refuses its sandbox to root
    program = find_chromium()
    if program is None:
        raise click.ClickException("no Chromium; run: .venv/bin/python tests/e2e/chromium.py")
    with serving(plans) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        found = {}
        for size in sizes:
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.add_init_script(FRAMES)
            found[size] = measure(page, f"{address}/jobs/job_{size}")
            page.close()
        browser.close()
    return found


def draw(found: dict[int, Figures], file: Path) -> None:
    """Plot the frames of each gesture by the size of the plan."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
    width = 0.8 / len(GESTURES)
    for number, name in enumerate(GESTURES):
        places = [place + (number - 1) * width for place in range(len(found))]
        axis.bar(places, [figures[name]["p50"] for figures in found.values()], width * 0.9, label=name)
        tops = [figures[name]["p95"] for figures in found.values()]
        axis.scatter(places, tops, marker="_", s=160, color="black", zorder=3)
    axis.axhline(FRAME_MS, color="grey", linestyle="--", linewidth=1)
    axis.text(-0.45, FRAME_MS, "60 frames a second", va="bottom", fontsize=8, color="grey")
    axis.set_xticks(range(len(found)), [f"{size:,} walls" for size in found])
    axis.set_ylabel("ms a frame: p50 (bar), p95 (line)")
    axis.set_ylim(bottom=0)
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=110)


@click.command()
@click.option(
    "--walls", "sizes", multiple=True, type=int, default=(10_000, 50_000, 100_000), show_default=True
)
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the figures to this file.")
def main(sizes: tuple[int, ...], plot: Path | None) -> None:
    """Print milliseconds until rooms are drawn, of frames, and their ratio to the peer's."""
    found = measure_all([PEER_WALLS, *sizes])
    peer = found[PEER_WALLS]
    print(f"{'walls':>8} {'shown':>9} " + " ".join(f"{name + ' p50, p95 (ratio)':>28}" for name in GESTURES))
    for size, figures in found.items():
        cells = [
            f"{figures[name]['p50']:6.1f}, {figures[name]['p95']:6.1f} ms "
            f"({figures[name]['p95'] / peer[name]['p95']:4.1f})"
            for name in GESTURES
        ]
        print(f"{size:8,} {figures['shown']['ms']:6.0f} ms " + " ".join(f"{cell:>28}" for cell in cells))
    if plot:
        draw(found, plot)


if __name__ == "__main__":
    main()
