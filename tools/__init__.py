"""What people run: `graph_runner` and its parts."""
