"""Where jobs are kept: DynamoDB, and the queue of their tasks."""
