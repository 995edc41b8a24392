"""Windows for what leaves the program: summaries, exports, sheets of the day."""
