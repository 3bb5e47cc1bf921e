"""From faces to rooms."""
