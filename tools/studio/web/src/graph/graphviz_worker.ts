/** The worker in which Graphviz, as WebAssembly, lays large graphs out. */

import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { layOutLarge } from "../../../../drawing/web/src/large_layout";
import { reasonOf } from "../reason";
import type { LayoutAnswer, LayoutRequest } from "./large_layouter";

interface WorkerScope {
  onmessage: (message: MessageEvent<LayoutRequest>) => void;
  postMessage(answer: LayoutAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;
const loading = Graphviz.load();

scope.onmessage = ({ data: { graph, effort } }) => {
  loading
    .then((graphviz) => ({ laidOut: layOutLarge(graph, (text) => graphviz.layout(text, "json", "dot"), effort) }))
    .catch((error: unknown) => ({ error: reasonOf(error) }))
    .then((answer) => scope.postMessage(answer));
};
