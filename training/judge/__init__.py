"""Weights to figures: held-out loss, samples, noise, the map, and what there is to beat."""
