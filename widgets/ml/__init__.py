"""Numbers in, numbers out: losses, schedules, noise, sampling, vocabularies. It never draws and knows no widget."""
