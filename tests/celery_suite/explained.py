"""Why brokers differ in a test: the first pattern that its name has counts."""

EXPLAINED = {
    r"^test_Priority::": "SQS has no priority of a message, only queues can have one (option `priority`). "
    "Two of these four want several messages of one `drain_events`, and fail on Redis, too.",
    r"^test_TimeToLive::": "Only this transport counts `expiration`, by the clock of SQS.",
    r"^test_Exchanges::test_fanout": "Kombu's SQS sends fanouts by SNS, which needs a policy for each queue; "
    "the embedded endpoint does not deliver them.",
    r"^test_EventLoop::": "Kombu's SQS needs more than a second for its second receive.",
    r"msg_duplication": "Celery expects it to fail on Redis.",
}
