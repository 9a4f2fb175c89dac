/** Graphviz in a worker, for a limited time: a graph that takes longer gets a layout that is quicker and less neat. */

import type { ElkNode } from "elkjs/lib/elk-api";
import type { Effort } from "../../../../drawing/web/src/large_layout";

/** What the worker is asked for. */
export interface LayoutRequest {
  graph: ElkNode;
  effort: Effort;
}

/** What it answers: the graph with its places, or why there is none. */
export type LayoutAnswer = { laidOut: ElkNode } | { error: string };

/** What is tried, one after the other, and the seconds that each may take. */
const ATTEMPTS: { effort: Effort; seconds: number }[] = [
  { effort: { nslimit: "0.5", nslimit1: "0.5", mclimit: "0.3" }, seconds: 10 },
  { effort: { nslimit: "0.1", nslimit1: "0.1", mclimit: "0.05", splines: "line" }, seconds: 60 },
];

export class LargeLayouter {
  private worker: Worker | null = null;
  private giveUp: () => void = () => {};

  /** Lays a graph out; one that is laid out meanwhile is given up, and is rejected as that. */
  async layout(graph: ElkNode): Promise<ElkNode> {
    for (const { effort, seconds } of ATTEMPTS) {
      const laidOut = await this.attempt({ graph, effort }, seconds);
      if (laidOut) return laidOut;
    }
    throw new Error("it is too large");
  }

  /** The graph laid out; null if that takes too long. */
  private attempt(request: LayoutRequest, seconds: number): Promise<ElkNode | null> {
    this.giveUp();
    const worker = (this.worker ??= new Worker(new URL("./graphviz_worker.ts", import.meta.url), { type: "module" }));
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(limit);
        this.giveUp = () => {};
      };
      const stop = (): void => {
        end();
        worker.terminate();
        this.worker = null;
      };
      const limit = setTimeout(() => {
        stop();
        resolve(null);
      }, seconds * 1000);
      this.giveUp = () => {
        stop();
        reject(new Error("another one came"));
      };
      worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
        end();
        if ("error" in data) reject(new Error(data.error));
        else resolve(data.laidOut);
      };
      worker.onerror = (event) => {
        stop();
        reject(new Error(event.message || "its library cannot be loaded"));
      };
      worker.postMessage(request);
    });
  }
}
