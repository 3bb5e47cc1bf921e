"""From SQS to the consumer."""
