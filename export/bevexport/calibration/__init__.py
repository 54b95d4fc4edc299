"""Frames by which a quantiser sets its ranges: which are taken, and what a graph is fed on them."""
