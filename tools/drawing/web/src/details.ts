/** What the page says of a node or a stream beyond the picture. */

import type { View } from "./folding";
import { type Box, type Drawing, type Edge, isNamed, type Place, type Port, PORT_KINDS, type PortKind, ROOT } from "./model";

const HEADINGS: Record<PortKind, string> = {
  inputs: "Input streams",
  outputs: "Output streams",
  input_side_packets: "Input side packets",
  output_side_packets: "Output side packets",
};

export function lineTip(view: View, stream: string): string {
  const edge = view.drawing.edges.find((each) => each.name === stream);
  if (!edge) return stream;
  const what = edge.kind === "stream" ? "stream" : "side packet";
  const loop = view.drawing.edges.some((each) => each.name === stream && each.back_edge) ? ", feeds a loop" : "";
  return `${what} ${stream}${edge.type ? `: ${edge.type}` : ""}${loop}${edge.conversion ? `; ${edge.conversion}` : ""}`;
}

export function boxDetails(into: HTMLElement, drawing: Drawing, box: Box, go: (id: string) => void, close: () => void): void {
  const button = document.createElement("button");
  button.className = "close";
  button.textContent = "×";
  button.setAttribute("aria-label", "Close");
  button.addEventListener("click", close);
  into.replaceChildren(button);
  add(into, "h2", box.label);
  if (isNamed(box)) add(into, "p", box.calculator);
  if (box.summary) add(into, "p", box.summary);
  for (const problem of box.problems) add(into, "p", problem, "problem");
  if (box.name !== box.label) add(into, "p", `in errors and --set: ${box.name}`);
  if (box.place) add(into, "p", where(box.place));
  if (box.executor) add(into, "p", `runs on executor ${box.executor}`);
  if (box.input_policy) add(into, "p", `input policy ${box.input_policy}`);
  for (const kind of PORT_KINDS) {
    if (!box[kind].length) continue;
    add(into, "h3", HEADINGS[kind]);
    box[kind].forEach((port, index) => portLine(into, drawing, box, kind, index, port, go));
  }
  if (box.options.length) add(into, "h3", "Options");
  for (const [name, value] of box.options) add(into, "p", `${name}: ${value}`);
}

function portLine(
  into: HTMLElement,
  drawing: Drawing,
  box: Box,
  kind: PortKind,
  index: number,
  port: Port,
  go: (id: string) => void,
): void {
  const line = add(into, "p", `${port.label ? `${port.label}: ` : ""}${port.name} `);
  if (port.back_edge) line.append("(back edge) ");
  if (port.type) add(line, "span", port.type, "type");
  const others = drawing.edges.flatMap((edge) => otherEnds(edge, box.id, kind, index));
  for (const id of new Set(others)) {
    if (id === ROOT) continue;
    line.append(kind.startsWith("input") ? " ← " : " → ");
    const link = document.createElement("a");
    link.href = "#";
    link.textContent = (drawing.nodes.find((node) => node.id === id) ?? drawing.groups.find((group) => group.id === id))?.label ?? id;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(id);
    });
    line.append(link);
  }
}

/** The nodes at the other ends of an edge that ends at a port, or leads through it. */
function otherEnds(edge: Edge, box: string, kind: PortKind, index: number): string[] {
  const isHere = (end: { box: string; ports: PortKind; index: number }): boolean =>
    end.box === box && end.ports === kind && end.index === index;
  const found: string[] = [];
  if (edge.source.some(isHere)) found.push(edge.target.at(-1)!.box);
  if (edge.target.some(isHere)) found.push(edge.source.at(-1)!.box);
  return found;
}

function where(place: Place): string {
  return place.line ? `${place.file}:${place.line}` : place.file;
}

function add(into: HTMLElement, tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  into.append(made);
  return made;
}
