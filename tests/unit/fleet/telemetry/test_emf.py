import io
import json

from roomjobs.fleet.telemetry.emf import EmfLog
from roomjobs.fleet.telemetry.minute_table import Minute


def test_each_line_is_in_the_embedded_metric_format() -> None:
    minute = Minute()
    minute.counts.update(submitted=3, failed=1, workers=2)
    minute.run.add(0.5)
    stream = io.StringIO()
    EmfLog("RoomJobs/test", stream).write(1_000.5, minute)
    counts, durations = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert counts == {
        "_aws": {
            "Timestamp": 1_000_500,
            "CloudWatchMetrics": [
                {
                    "Namespace": "RoomJobs/test",
                    "Dimensions": [[]],
                    "Metrics": [
                        {"Name": "JobsSubmitted", "Unit": "Count"},
                        {"Name": "JobsFailed", "Unit": "Count"},
                    ],
                }
            ],
        },
        "JobsSubmitted": 3,
        "JobsFailed": 1,
    }
    assert durations["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [
        {"Name": "ProcessingTime", "Unit": "Seconds"}
    ]
    assert abs(durations["ProcessingTime"][0] - 0.5) < 0.5 * 0.045


def test_a_line_holds_at_most_a_hundred_values() -> None:
    minute = Minute()
    for _ in range(250):
        minute.wait.add(1)
    stream = io.StringIO()
    EmfLog("RoomJobs", stream).write(0, minute)
    assert [len(json.loads(line)["WaitTime"]) for line in stream.getvalue().splitlines()] == [100, 100, 50]
