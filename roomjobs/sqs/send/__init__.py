"""From the publisher to SQS."""
