"""Vital signs over time."""
