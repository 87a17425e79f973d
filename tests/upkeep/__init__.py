"""What keeps the house for years: which of its packages have known weaknesses, and which have newer versions."""
