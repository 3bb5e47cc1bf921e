"""The stores of jobs: DynamoDB tables and indexes, and the queues of their tasks."""
