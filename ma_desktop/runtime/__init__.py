"""Paths, settings and the log; knows no medicine."""
