"""Clinic, staff and printers."""
