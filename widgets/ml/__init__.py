"""Numbers in, numbers out: losses, schedules, noise, sampling and the tokenizer. It never draws and knows no widget."""
