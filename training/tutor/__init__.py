"""The marker of explanations: texts and their marks, the tuned encoder, its figures, its export."""
