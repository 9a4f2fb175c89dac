"""The process of a page's run: it feeds the graph, watches it, and tells the page; `run_program` is its program."""
