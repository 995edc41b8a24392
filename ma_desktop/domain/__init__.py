"""Vocabulary and rules: standard library only, frozen values, pure functions, time passed in."""
