"""Walls in, rooms out: a pure geometry engine."""
