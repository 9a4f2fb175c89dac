"""`graph_runner run`: what feeds a graph, what watches it, and what writes its streams down."""
