"""What operators see of the service and do to it."""
