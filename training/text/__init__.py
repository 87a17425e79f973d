"""Text to token ids: documents, where they come from, the tokenizer, the split. No torch."""
