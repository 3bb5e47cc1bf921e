"""Room detection as a service: REST API, Celery workers on SQS, jobs in DynamoDB, plans in S3."""
