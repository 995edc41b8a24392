"""The Today screen: rooms, visits, what is due."""
