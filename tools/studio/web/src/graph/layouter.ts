/** Lays graphs out in workers: the page stays smooth meanwhile. ELK does it, and Graphviz where ELK would take too long. */

import ELK, { type ElkNode } from "elkjs/lib/elk-api";
import { LargeLayouter } from "./large_layouter";

/** Above so many nodes and groups ELK takes seconds. */
const MANY = 250;

export class Layouter {
  private readonly elk = new ELK({ workerFactory: () => new Worker("elk-worker.min.js"), algorithms: ["layered"] });
  private readonly large = new LargeLayouter();
  private last: { asked: string; laidOut: ElkNode } | null = null;

  /** Lays a graph out, or gives what it gave before where the graph is the same. */
  async layout(graph: ElkNode): Promise<ElkNode> {
    const asked = JSON.stringify(graph);
    if (this.last?.asked === asked) return this.last.laidOut;
    const laidOut = await (count(graph) > MANY ? this.large : this.elk).layout(graph);
    this.last = { asked, laidOut };
    return laidOut;
  }
}

function count(node: ElkNode): number {
  return (node.children ?? []).reduce((sum, child) => sum + 1 + count(child), 0);
}
