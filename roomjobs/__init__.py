"""Room detection as a service: REST API, Celery workers on SQS, jobs in DynamoDB, plans in S3."""

__version__ = "0.1.0"
