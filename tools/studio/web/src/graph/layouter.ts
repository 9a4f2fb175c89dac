/** ELK in a worker of its own: the page stays smooth while a graph is laid out. */

import ELK, { type ElkNode } from "elkjs/lib/elk-api";

/** Above so many nodes, a layout that is quicker and a little less compact is taken. */
const MANY = 250;
const QUICK = {
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.considerModelOrder.strategy": "NONE",
  "elk.layered.thoroughness": "1",
};
/** Where no group is open, nothing crosses the border of one. */
const FLAT = { "elk.hierarchyHandling": "SEPARATE_CHILDREN" };

export class Layouter {
  private readonly elk = new ELK({ workerFactory: () => new Worker("elk-worker.min.js"), algorithms: ["layered"] });
  private last: { asked: string; laidOut: ElkNode } | null = null;

  /** Lays a graph out, or gives what it gave before where the graph is the same. */
  async layout(graph: ElkNode): Promise<ElkNode> {
    if (count(graph) > MANY) {
      const isFlat = !graph.children?.some((child) => child.children?.length);
      graph.layoutOptions = { ...graph.layoutOptions, ...QUICK, ...(isFlat ? FLAT : {}) };
    }
    const asked = JSON.stringify(graph);
    if (this.last?.asked === asked) return this.last.laidOut;
    const laidOut = await this.elk.layout(graph);
    this.last = { asked, laidOut };
    return laidOut;
  }
}

function count(node: ElkNode): number {
  return (node.children ?? []).reduce((sum, child) => sum + 1 + count(child), 0);
}
