/** Drawing where there is no page: ELK's worker has been loaded into the same global scope, and answers at once. */

import type { ElkNode } from "elkjs/lib/elk-api";
import { look } from "./folding";
import { makeElkGraph, type Style } from "./layout";
import type { Drawing } from "./model";
import { document, picture } from "./svg";
import { DARK, LIGHT } from "./themes";

interface Answer {
  data?: ElkNode;
  error?: { message?: string };
}

interface WorkerScope {
  onmessage(message: { data: unknown }): void;
  postMessage(answer: Answer): void;
  drawSvg(request: string): string;
}

interface Request extends Style {
  drawing: Drawing;
  open: string[];
  theme: "light" | "dark";
}

const scope = globalThis as unknown as WorkerScope;

function ask(message: object): Answer {
  let answer: Answer = {};
  scope.postMessage = (found) => {
    answer = found;
  };
  scope.onmessage({ data: { id: 0, ...message } });
  if (answer.error) throw new Error(answer.error.message ?? "ELK could not lay this graph out");
  return answer;
}

scope.drawSvg = (text) => {
  const request = JSON.parse(text) as Request;
  const theme = request.theme === "dark" ? DARK : LIGHT;
  const view = look(request.drawing, new Set(request.open));
  ask({ cmd: "register", algorithms: ["layered"] });
  const graph = makeElkGraph(view, request);
  const laidOut = ask({ cmd: "layout", graph, layoutOptions: {}, options: {} }).data!;
  return document(picture(view, request, laidOut, theme), request.drawing.name, theme);
};
