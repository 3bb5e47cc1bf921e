"""Find the rooms of a plan: ``python -m detection plan.json -o rooms.json`` (``-`` is stdin or stdout)."""

import argparse
import json
import sys
from pathlib import Path

from detection import InvalidPlanError, detect_rooms


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status: 0, or 1 when the plan cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m detection", description="Find the rooms of a floor plan."
    )
    parser.add_argument("plan", help="plan as JSON; - reads standard input")
    parser.add_argument("-o", "--output", default="-", help="where to write the rooms (default: -)")
    chosen = parser.parse_args(arguments)
    try:
        document = _read(chosen.plan)
        result = detect_rooms(document).to_document()
        _write(chosen.output, json.dumps(result, separators=(",", ":"), allow_nan=False) + "\n")
    except InvalidPlanError as error:
        return _fail(f"{chosen.plan} is not a valid plan:\n{error}")
    except json.JSONDecodeError as error:
        return _fail(f"{chosen.plan} is not JSON: {error}")
    except UnicodeDecodeError as error:
        return _fail(f"{chosen.plan} is not UTF-8 text: {error}")
    except RecursionError:
        return _fail(f"{chosen.plan} is nested too deeply for a plan")
    except OSError as error:
        return _fail(str(error))
    return 0


def _read(name: str) -> object:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return json.loads(data)


def _write(name: str, text: str) -> None:
    if name == "-":
        sys.stdout.write(text)
    else:
        Path(name).write_text(text, encoding="utf-8")


def _fail(message: str) -> int:
    sys.stderr.write(f"error: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
