"""Drawing data: a graph as nodes, groups and edges, and the pictures and texts that are made of it."""
