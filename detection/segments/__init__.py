"""From a plan to straight segments."""
