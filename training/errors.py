"""What can go wrong with text and settings; every message says where, and what to do."""


class DataError(ValueError):
    """The text cannot be used."""
