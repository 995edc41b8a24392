"""The Rooms screen."""
