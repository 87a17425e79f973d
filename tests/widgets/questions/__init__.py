"""The rooms of the quiz."""
