"""The Sterilize screen."""
