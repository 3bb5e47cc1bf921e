"""From segments to a planar graph and its faces."""
