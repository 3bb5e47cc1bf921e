"""Why alarms, dashboards, events and the budget are as they are. The figures of alarms are in `metrics`."""

from __future__ import annotations

from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Group, Only

_BURNS = {
    "HourBurn": "burn-hour",
    "MinutesBurn": "burn-minutes",
    "SixHoursBurn": "burn-six-hours",
    "HalfHourBurn": "burn-half-hour",
}
_RINGS = Elsewhere("alarms_ring_by_their_figures")
_ALARMS = {
    "ErrorRateAlarm": "error-rate",
    "ProcessingAlarm": "processing-time",
    "QueueDepthAlarm": "queue-depth",
    "OldestMessageAlarm": "oldest-message",
    "BatchOldestMessageAlarm": "batch-oldest-message",
    "LargeOldestMessageAlarm": "large-oldest-message",
    "DeadLettersAlarm": "dead-letters",
    "BatchDeadLettersAlarm": "batch-dead-letters",
    "LargeDeadLettersAlarm": "large-dead-letters",
    "TaskFailureAlarm": "task-failures",
    "ApiFailureAlarm": "api-failures",
    "UpkeepAlarm": "upkeep-failures",
    "UpkeepSilentAlarm": "upkeep-silent",
}
_RELEASES = ("Create", "Status", "Api", "Answers")

TABLE: dict[str, tuple[Group, ...]] = {
    "CloudWatch::Alarm": (
        (
            "an alarm is called as its section of the runbook",
            {
                "AlarmName": Only(
                    {f"monitoring/{each}": f"{{p}}room-jobs-{{e}}-{name}" for each, name in _ALARMS.items()}
                    | {
                        **{
                            f"api/{each}ReleaseAlarm": f"{{p}}room-jobs-{{e}}-release-{each.lower()}"
                            for each in _RELEASES
                        },
                        "worker/IdleAlarm": "{p}room-jobs-{e}-idle",
                        "worker-large/IdleAlarm": "{p}room-jobs-{e}-idle-large",
                        **{
                            f"objective/{each}": f"{{p}}room-jobs-{{e}}-{name}"
                            for each, name in _BURNS.items()
                        },
                    }
                ),
                **dict.fromkeys(
                    (
                        *("ComparisonOperator", "Threshold", "EvaluationPeriods", "DatapointsToAlarm"),
                        *("MetricName", "Period", "Statistic", "ExtendedStatistic"),
                    ),
                    _RINGS,
                ),
                "TreatMissingData": Elsewhere("alarms_tell_what_to_do"),
                **dict.fromkeys(("AlarmActions/*", "OKActions/*"), Elsewhere("whoever_rings_may_ring")),
                **dict.fromkeys(
                    ("Namespace", "Dimensions/*/Name", "Dimensions/*/Value"),
                    Elsewhere("metrics_are_those_that_are_written"),
                ),
            },
        ),
    ),
    "CloudWatch::CompositeAlarm": (
        (
            "a month's budget of errors burns too fast by both windows of a pace",
            {
                "AlarmName": Only(
                    {
                        "objective/FastBurn": "{p}room-jobs-{e}-fast-burn",
                        "objective/SlowBurn": "{p}room-jobs-{e}-slow-burn",
                    }
                ),
                "AlarmRule": Only(
                    {
                        "objective/FastBurn": "ALARM({p}room-jobs-{e}-burn-hour) AND ALARM({p}room-jobs-{e}-burn-minutes)",
                        "objective/SlowBurn": "ALARM({p}room-jobs-{e}-burn-six-hours) AND ALARM({p}room-jobs-{e}-burn-half-hour)",
                    }
                ),
                "AlarmActions/*": "<Topic>",
                "OKActions/*": "<Topic>",
            },
        ),
    ),
    "CloudWatch::Dashboard": (
        (
            "four questions",
            {
                "DashboardName": Only(
                    {
                        f"monitoring/{each}Dashboard": f"{{p}}room-jobs-{{e}}-{each.lower()}"
                        for each in ("Status", "Now", "Trends", "Errors")
                    }
                )
            },
        ),
    ),
    "Events::Rule": (
        (
            "tasks of our cluster that ended by themselves or never began; those that were ended are as they should be",
            {
                "Name": "{p}room-jobs-{e}-task-failures",
                "EventPattern/source/*": "aws.ecs",
                "EventPattern/detail-type/*": "ECS Task State Change",
                "EventPattern/detail/clusterArn/*": "arn:aws:ecs:us-east-1:123456789012:cluster/{p}room-jobs-{e}",
                "EventPattern/detail/lastStatus/*": "STOPPED",
                "EventPattern/detail/stopCode/*": ("EssentialContainerExited", "TaskFailedToStart"),
                "Targets/*/Id": "log",
                "Targets/*/Arn": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/{p}room-jobs-{e}",
            },
        ),
    ),
    "Logs::ResourcePolicy": (("one for each environment", {"PolicyName": "{p}room-jobs-{e}-events"}),),
    "SNS::Topic": (("one for each environment", {"TopicName": "{p}room-jobs-{e}-alarms"}),),
    "SNS::TopicPolicy": (("it is of the topic", {"Topics/*": "<Topic>"}),),
    "SNS::Subscription": (
        (
            "who is named is told",
            {"TopicArn": "<Topic>", "Protocol": "email", "Endpoint": Given("AlarmEmail")},
        ),
    ),
    "Budgets::Budget": (
        (
            "a warning while there is time, at 80 % spent, and as soon as all of it is foreseen",
            {
                "Budget/BudgetType": "COST",
                "Budget/TimeUnit": "MONTHLY",
                "Budget/BudgetLimit/Amount": Given("MonthlyBudget"),
                "Budget/BudgetLimit/Unit": "USD",
                "Budget/CostFilters/TagKeyValue/*": Elsewhere("a_tag_is_what_the_budget_counts"),
                "NotificationsWithSubscribers/*/Notification/NotificationType": ("ACTUAL", "FORECASTED"),
                "NotificationsWithSubscribers/*/Notification/ComparisonOperator": ("GREATER_THAN",) * 2,
                "NotificationsWithSubscribers/*/Notification/Threshold": (80, 100),
                "NotificationsWithSubscribers/*/Notification/ThresholdType": ("PERCENTAGE",) * 2,
                "NotificationsWithSubscribers/*/Subscribers/*/SubscriptionType": ("SNS",) * 2,
                "NotificationsWithSubscribers/*/Subscribers/*/Address": ("<Topic>",) * 2,
            },
        ),
    ),
}
