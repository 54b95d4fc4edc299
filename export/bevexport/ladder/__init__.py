"""The ladder: named rungs, each a graph, and the manifest that describes them."""
