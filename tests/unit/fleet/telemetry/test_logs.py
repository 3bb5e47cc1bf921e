import json
import logging
import sys

from roomjobs.fleet.telemetry.logs import JsonFormatter, about


def line(message: str, *arguments: object, with_error: bool = False) -> dict[str, object]:
    error = sys.exc_info() if with_error else None
    record = logging.LogRecord("roomjobs.x", logging.WARNING, "x.py", 1, message, arguments, error)
    found: dict[str, object] = json.loads(JsonFormatter().format(record))
    return found


def test_a_line_is_one_json_object() -> None:
    found = line("%s\nlines", 2)
    assert (found["level"], found["logger"], found["message"]) == ("WARNING", "roomjobs.x", "2\nlines")


def test_what_a_line_is_about_stands_in_it_only_meanwhile() -> None:
    with about(job_id="job_1"), about(request_id="r"):
        inside = line("x")
    assert (inside["job_id"], inside["request_id"]) == ("job_1", "r")
    assert "job_id" not in line("x")


def test_a_traceback_is_in_its_line() -> None:
    try:
        int("broken")
    except ValueError:
        found = line("x", with_error=True)
    assert "ValueError: invalid literal" in str(found["exception"])
