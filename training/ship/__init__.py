"""Weights and figures to what the page reads: graphs, weights in few bits, compared with torch, published."""
