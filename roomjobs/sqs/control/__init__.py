"""Remote control, replies and events, in one DynamoDB table."""
