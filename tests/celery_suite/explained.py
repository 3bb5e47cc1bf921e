"""Why brokers differ in a test: the first pattern that its name has counts."""

EXPLAINED = {
    r"^test_Priority::": "SQS has no priority of a message, only queues can have one (option `priority`). "
    "Two of these four want several messages of one `drain_events`, and fail on Redis, too.",
    r"^test_TimeToLive::": "Only this transport counts `expiration`, by the clock of SQS.",
    r"^test_Exchanges::test_fanout": "Kombu's SQS sends fanouts by SNS, which needs a policy for each queue; "
    "the embedded endpoint does not deliver them.",
    r"^test_EventLoop::": "Kombu's SQS needs more than a second for its second receive.",
    r"msg_duplication": "Celery expects it to fail on Redis.",
    r"test_scheduled$": "The test wants a worker to hold a task that is due in five seconds. SQS holds it "
    "here; `inspect scheduled` shows what is due in more than 15 minutes.",
    r"test_concurrency_auto": "The test starts a worker with the broker's URL alone, and commands need the "
    "option `control_table`.",
    r"test_chord_on_error|test_mem_leak_unhandled|test_pubsub_|test_trace_log_arguments": "It fails on "
    "Redis, too: it is about results, memory and the log, not about the broker.",
    r"test_connection_recovery": "It is for Redis's own connections, and skipped elsewhere.",
    r"test_pidbox_reset": "On Redis it ended with Celery's error on `result.get()` within a task; not looked "
    "into.",
}

#: Why tests fail on kombu's transport alone: the first pattern that the test and its error have counts.
THEIRS = {
    r"revoke|AssertionError|TypeError|AttributeError|IndexError|QueueDoesNotExist": "No command is answered "
    "there: kombu's SQS sends them by SNS, and the embedded endpoint delivers none of these.",
    r"": "There a worker ended by an error of kombu's (see below), stood still, or took longer than the test "
    "waits.",
}
