"""Command-line tools: `graph_runner` and its parts."""
