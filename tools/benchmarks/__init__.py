"""`graph_runner bench`: times of graphs, alone or side by side with another graph, another Python, or MediaPipe."""
