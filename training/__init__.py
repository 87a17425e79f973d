"""The trainer: text in, a published language model out. The one room that knows torch."""
