"""Tubes and labels of the open visit."""
