"""Token ids to weights: the model, its optimizers, the loop, checkpoints, many processes, the log."""
