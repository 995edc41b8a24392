"""The window: the only floor where Qt may stand."""
