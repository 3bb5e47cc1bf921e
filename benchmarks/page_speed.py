"""
Speed of the page with large plans, measured in a real Chromium.

Plans are split into rooms at random; their results come from the detector, and a small server serves
both to the built page. Each gesture is done with the mouse while the page records the time of every frame,
including those of the drawing after it. The peer is a plan of a few walls: its times are those of the browser
and this machine. Chromium runs without a screen and a graphics card, so the processor draws.

    .venv/bin/python -m benchmarks.page_speed [--walls 10000 …] [--plot docs/images/page-speed.png]
"""

from __future__ import annotations

import heapq
import json
import logging
import os
import random
import statistics
import threading
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import flask
import matplotlib as mpl
from playwright.sync_api import CDPSession, Page, sync_playwright
from werkzeug.serving import make_server

from detection import detect_rooms
from roomjobs.local.folders import ROOT
from roomjobs.local.page_build import page_folder
from roomjobs.rest.routes import page as page_routes
from tests.e2e.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEER_WALLS = 60
FRAME_MS = 1000 / 60
STEPS = 90
AFTER_MS = 600
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
window.sharp = () => new Promise(done => {
  const start = performance.now();
  const look = () => {
    const place = document.querySelector(".plan-canvas")?.style.transform;
    const atRest = /^translate[(]-12[89][.0-9]*px, -12[89][.0-9]*px[)] scale[(]1[)]$/.test(place);
    if (atRest) done(performance.now() - start);
    else requestAnimationFrame(look);
  };
  look();
});
"""


def split_plan(walls: int) -> dict[str, Any]:
    """Make the given number of walls: the largest room of a building is split until there are enough."""
    chance = random.Random(walls)
    side = 4 * walls**0.5
    rooms = [(-side * side, 0.0, 0.0, side, side)]
    corners = [[0, 0], [side, 0], [side, side], [0, side]]
    lines = [(start, end, True) for start, end in pairwise([*corners, corners[0]])]
    while len(lines) < walls:
        _, left, low, right, high = heapq.heappop(rooms)
        share = chance.uniform(0.35, 0.65)
        if right - left > high - low:
            cut = left + (right - left) * share
            lines.append(([cut, low], [cut, high], False))
            parts = ((left, low, cut, high), (cut, low, right, high))
        else:
            cut = low + (high - low) * share
            lines.append(([left, cut], [right, cut], False))
            parts = ((left, low, right, cut), (left, cut, right, high))
        for x0, y0, x1, y1 in parts:
            heapq.heappush(rooms, (-(x1 - x0) * (y1 - y0), x0, y0, x1, y1))
    drawn = [
        {"type": "line", "start": start, "end": end, "is_load_bearing": bearing}
        for start, end, bearing in lines
    ]
    return {"units": "m", "walls": drawn}


@contextmanager
def serving(plans: dict[str, tuple[bytes, bytes]]) -> Iterator[str]:
    """The built page and an API that knows these plans and results; yields its address."""
    app = flask.Flask(__name__, static_folder=None)
    app.register_blueprint(page_routes.blueprint(page_folder(ROOT / ".roomjobs" / "page.log"), lambda: ()))

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
            "name": None,
            "owner": "benchmark",
            "wall_count": None,
            "progress": None,
            "ahead": None,
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
    """Milliseconds until rooms are drawn, of the frames of each gesture, to a sharp picture after it."""
    page.goto("about:blank")
    page.goto(address)
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable")
    page.locator("path.room").first.wait_for(state="attached", timeout=120_000)
    page.evaluate("sharp()")
    shown = page.evaluate("performance.now()")
    page.wait_for_timeout(1_000)
    box = page.locator(".plan-view").bounding_box()
    if box is None:
        raise click.ClickException("the page shows no plan")
    figures: Figures = {"shown": {"ms": shown}}
    for name, gesture in GESTURES.items():
        busy = main_thread_seconds(metrics)
        page.evaluate("watch()")
        gesture(page, box["x"], box["y"], box["width"], box["height"])
        during = page.evaluate("frames_seen.length")
        sharp = page.evaluate("sharp()")
        page.wait_for_timeout(AFTER_MS)
        frames = page.evaluate("() => { window.watching = false; return window.frames_seen; }")
        cuts = statistics.quantiles(frames[:during], n=20)
        figures[name] = {
            "p50": statistics.median(frames[:during]),
            "p95": cuts[18],
            "worst": max(frames),
            "sharp": sharp,
            "busy": 1000 * (main_thread_seconds(metrics) - busy) / len(frames),
        }
    return figures


def main_thread_seconds(metrics: CDPSession) -> float:
    """How long the page's main thread has worked so far."""
    found = metrics.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in found if metric["name"] == "TaskDuration"))


def measure_all(sizes: list[int]) -> dict[int, Figures]:
    """Measure each size in a fresh tab."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    plans = {}
    for size in sizes:
        plan = split_plan(size)
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
    marks = {"p50": ("o", 40), "p95": ("_", 160), "worst": ("x", 30)}
    for number, name in enumerate(GESTURES):
        places = [place + (number - 1) * 0.22 for place in range(len(found))]
        values = {kind: [figures[name][kind] for figures in found.values()] for kind in marks}
        colour = f"C{number}"
        axis.vlines(places, values["p50"], values["worst"], color=colour, linewidth=1, alpha=0.5)
        for kind, (marker, area) in marks.items():
            axis.scatter(places, values[kind], marker=marker, s=area, color=colour, zorder=3)
        for place, top in zip(places, values["worst"], strict=True):
            axis.annotate(name, (place, top), (0, 6), textcoords="offset points", ha="center", color=colour)
    axis.axhline(FRAME_MS, color="grey", linestyle="--", linewidth=1, zorder=0)
    axis.set_yscale("log", base=2)
    highest = max(figures[name]["worst"] for figures in found.values() for name in GESTURES)
    ticks = [each for each in (1, 2, 4, 8, 16, 32) if each == 1 or FRAME_MS * each < 2 * highest]
    axis.set_yticks([FRAME_MS * each for each in ticks], [f"{FRAME_MS * each:.1f}" for each in ticks])
    axis.set_ylim(FRAME_MS / 1.4, highest * 1.5)
    axis.set_xticks(range(len(found)), [f"{size:,} walls" for size in found])
    axis.set_ylabel("ms a frame; 16.7 is 60 frames a second")
    axis.set_title("Frames during gestures: median (dot), 95th percentile (bar), worst (cross)", fontsize=10)
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=110)


@click.command()
@click.option(
    "--walls", "sizes", multiple=True, type=int, default=(1_000, 10_000, 100_000), show_default=True
)
@click.option("--plot", type=click.Path(path_type=Path), help="Draw the figures to this file.")
def main(sizes: tuple[int, ...], plot: Path | None) -> None:
    """Print milliseconds until rooms are drawn, of frames, and their ratio to the peer's."""
    found = measure_all([PEER_WALLS, *sizes])
    peer = found[PEER_WALLS]
    print("milliseconds of a frame: p50, p95 (ratio to the peer's), worst; of the main thread in it;")
    print("from the end of the gesture until the picture is drawn for where it ended")
    print(f"{'walls':>8} {'shown':>9} " + " ".join(f"{name:>43}" for name in GESTURES))
    for size, figures in found.items():
        cells = [
            f"{gesture['p50']:6.1f} {gesture['p95']:6.1f} ({gesture['p95'] / peer[name]['p95']:4.1f}) "
            f"{gesture['worst']:6.1f}; {gesture['busy']:5.1f}; {gesture['sharp']:5.0f}"
            for name in GESTURES
            for gesture in [figures[name]]
        ]
        print(f"{size:8,} {figures['shown']['ms']:6.0f} ms " + " ".join(f"{cell:>43}" for cell in cells))
    if plot:
        draw(found, plot)


if __name__ == "__main__":
    main()
