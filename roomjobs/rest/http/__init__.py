"""Conventions of HTTP that all routes share."""
