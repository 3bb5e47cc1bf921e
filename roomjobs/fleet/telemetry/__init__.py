"""What the service tells about itself: figures per minute, spans of attempts, logs that machines read."""
