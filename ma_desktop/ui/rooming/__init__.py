"""The rooming wizard."""
