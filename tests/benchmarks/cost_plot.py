"""Draws the plot of docs/performance.md: the engine's cost as graphs and runs grow. It needs extra `plot`.

graph_runner bench scaling --json > docs/cost.json
python -m tests.benchmarks.cost_plot docs/cost.json docs/cost.svg
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

_OURS, _THEIRS = "#3f51b5", "#e65100"


def main() -> None:
    """Draw what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path, help="the JSON of graph_runner bench scaling")
    parser.add_argument("plot", type=Path, help="the .svg file to write")
    arguments = parser.parse_args()
    draw(json.loads(arguments.figures.read_text(encoding="utf-8")), arguments.plot)


def sizes(figures: dict[str, Any], what: str) -> dict[int, dict[str, Any]]:
    """The results by the number that ends their names, such as ``scaling/nodes_30``."""
    prefix = f"scaling/{what}_"
    found = [result for result in figures["results"] if result["case"].startswith(prefix)]
    return {int(result["case"].removeprefix(prefix)): result for result in found}


def draw(figures: dict[str, Any], target: Path) -> None:
    """Three pictures side by side: time by nodes, time by packets, memory by packets.

    Times are those that processors worked: others on the machine do not show in them.
    """
    from matplotlib import pyplot as plt
    from matplotlib import rcParams

    # The same figures give the same file.
    rcParams["svg.hashsalt"] = "backedge"
    picture, (by_nodes, by_packets, memory) = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    nodes, packets = sizes(figures, "nodes"), sizes(figures, "packets")
    for side, name, colour in (("processor", "backedge", _OURS), ("their_processor", figures["other"], _THEIRS)):
        if name is None:
            continue
        times = [result[side]["median"] for result in nodes.values()]
        by_nodes.loglog(list(nodes), times, "o-", color=colour, label=name)
        by_packets.semilogx(list(packets), [each[side]["median"] for each in packets.values()], "o-", color=colour)
        index = 0 if side == "processor" else 1
        peaks = [result["peak_memory"][index] / 1e6 for result in packets.values()]
        memory.semilogx(list(packets), peaks, "o-", color=colour)
    first, *_ = nodes
    slope = [nodes[first]["processor"]["median"] * count / first for count in nodes]
    by_nodes.loglog(list(nodes), slope, ":", color="grey", label="proportional")
    by_nodes.legend(frameon=False)
    by_nodes.set(title="Processor time for a packet", xlabel="nodes in a chain", ylabel="µs")
    by_packets.set(title="Processor time for a packet, chain of 10", xlabel="packets of a run", ylabel="µs")
    memory.set(title="Peak memory of the process", xlabel="packets of a run", ylabel="MB")
    for axes in (by_packets, memory):
        axes.set_ylim(bottom=0)
    for axes in (by_nodes, by_packets, memory):
        axes.grid(visible=True, color="#dddddd")
        axes.spines[["top", "right"]].set_visible(False)
    picture.savefig(target, metadata={"Date": None})
    plt.close(picture)


if __name__ == "__main__":
    main()
