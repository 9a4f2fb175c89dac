"""The studio: a local page on which a graph is edited, drawn and runs."""
