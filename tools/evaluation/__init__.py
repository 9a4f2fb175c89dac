"""How good a tracker is: `graph_runner eval`."""
