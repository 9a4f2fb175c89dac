"""``python -m backedge``: the command line, as `graph_runner` and `backedge` are."""

from backedge.tools.graph_runner import main

if __name__ == "__main__":
    main()
