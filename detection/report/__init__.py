"""From rooms to the result document."""
