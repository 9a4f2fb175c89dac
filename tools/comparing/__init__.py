"""What differs between two graphs in meaning: `graph_runner diff`."""
