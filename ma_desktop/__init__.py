"""MA Desktop: the program that a medical assistant keeps open in the exam room."""

__version__ = "0.1.0"
