/** From a view to the graph that ELK lays out. Where everything goes is ELK's to say. */

import type { ElkExtendedEdge, ElkLabel, ElkNode, ElkPort } from "elkjs/lib/elk-api";
import type { Line, View } from "./folding";
import { SIZES, textWidth } from "./metrics";
import { type Box, type End, isGroup, isNamed, type Port, type PortKind, PORT_KINDS, ROOT } from "./model";

export interface Style {
  types: boolean;
  options: boolean;
}

const SIDES: Record<PortKind, string> = {
  inputs: "NORTH",
  outputs: "SOUTH",
  input_side_packets: "WEST",
  output_side_packets: "EAST",
};

const ROOT_OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.json.edgeCoords": "ROOT",
  "elk.json.shapeCoords": "ROOT",
  "elk.padding": "[top=24,left=24,bottom=24,right=24]",
  "elk.spacing.nodeNode": "36",
  "elk.spacing.edgeNode": "18",
  "elk.spacing.edgeEdge": "11",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "34",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "11",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "PREFER_NODES",
};

/** The line of text, and how it looks, that a label of ELK's stands for. */
export interface TextLine {
  text: string;
  size: number;
  bold?: boolean;
  kind: string;
}

export function titleLines(box: Box, style: Style): TextLine[] {
  const lines: TextLine[] = [{ text: shortened(box.label), size: SIZES.title, bold: true, kind: "title" }];
  if (isNamed(box)) lines.push({ text: shortened(box.calculator), size: SIZES.small, kind: "calculator" });
  if (box.executor) lines.push({ text: `executor ${box.executor}`, size: SIZES.small, kind: "note" });
  if (style.options) {
    for (const [name, value] of box.options) {
      const text = `${name}: ${value}`;
      lines.push({ text: text.length > 60 ? `${text.slice(0, 59)}…` : text, size: SIZES.small, kind: "option" });
    }
  }
  return lines;
}

export function streamLines(line: Line, style: Style): TextLine[] {
  const edge = line.edges[0]!;
  const lines: TextLine[] = [{ text: edge.name.replace(/^.*__/, ""), size: SIZES.label, kind: "name" }];
  if (style.types && edge.type) lines.push({ text: edge.type, size: SIZES.port, kind: "type" });
  return lines;
}

/** A calculator's name without its last word, which all have. */
function shortened(name: string): string {
  return name.replace(/(\w)Calculator(_\d+)?$/, "$1$2");
}

export function pillId(end: End): string {
  return `${ROOT}${end.ports}/${end.index}`;
}

function portId(end: End): string {
  return end.box === ROOT ? `${pillId(end)}:` : `${end.box}:${end.ports}:${end.index}`;
}

export function makeElkGraph(view: View, style: Style): ElkNode {
  const used = new Map<string, End>();
  for (const line of view.lines) {
    for (const end of [line.source, line.target]) used.set(portId(end), end);
  }
  const children = new Map<string, ElkNode[]>([[ROOT, []]]);
  for (const group of view.openGroups) children.set(group.id, []);
  for (const group of view.openGroups) children.get(group.group)!.push(groupNode(group, children.get(group.id)!));
  for (const box of view.boxes) children.get(box.group)!.push(boxNode(box, style, used));
  const root = view.drawing.root;
  for (const kind of PORT_KINDS) {
    root[kind].forEach((port, index) => children.get(ROOT)!.push(pillNode(port, { box: ROOT, ports: kind, index }, style)));
  }
  const labelled = new Set<string>();
  const shownByPill = new Set(view.lines.filter((line) => line.target.box === ROOT).map((line) => portId(line.source)));
  const edges = view.lines.map((line, number) => {
    const source = portId(line.source);
    const wantsLabel = line.source.box !== ROOT && line.target.box !== ROOT && !labelled.has(source);
    if (wantsLabel) labelled.add(source);
    return edgeOf(line, number, wantsLabel && !shownByPill.has(source) ? streamLines(line, style) : []);
  });
  return { id: ROOT, layoutOptions: ROOT_OPTIONS, children: children.get(ROOT)!, edges };
}

function groupNode(group: Box, children: ElkNode[]): ElkNode {
  const width = textWidth(shortened(group.label), SIZES.title, true) + 60;
  return {
    id: group.id,
    children,
    layoutOptions: {
      "elk.padding": "[top=40,left=18,bottom=20,right=18]",
      "elk.nodeSize.constraints": "[MINIMUM_SIZE]",
      "elk.nodeSize.minimum": `(${width},60)`,
    },
  };
}

function boxNode(box: Box, style: Style, used: Map<string, End>): ElkNode {
  const lines = titleLines(box, style);
  const width = Math.max(...lines.map((line) => textWidth(line.text, line.size, line.bold)));
  const height = lines.reduce((sum, line) => sum + line.size * 1.35, 0);
  const ports: ElkPort[] = [];
  for (const kind of PORT_KINDS) {
    box[kind].forEach((port, index) => ports.push(portOf(port, { box: box.id, ports: kind, index })));
  }
  for (const end of used.values()) {
    if (end.box === box.id && end.index < 0) ports.push(portOf(null, end));
  }
  return {
    id: box.id,
    labels: [{ text: "title", width, height, layoutOptions: { "elk.nodeLabels.placement": "[H_CENTER, V_CENTER, INSIDE]" } }],
    ports,
    layoutOptions: {
      "elk.portConstraints": "FIXED_SIDE",
      "elk.portLabels.placement": "[INSIDE]",
      "elk.nodeSize.constraints": "[PORTS, PORT_LABELS, NODE_LABELS, MINIMUM_SIZE]",
      "elk.nodeSize.minimum": `(${isGroup(box) ? 110 : 90},44)`,
      "elk.nodeLabels.padding": "[top=5,left=12,bottom=5,right=12]",
      "elk.spacing.labelPort": "3",
      "elk.spacing.portPort": "16",
      "elk.spacing.portsSurrounding": "[top=8,left=14,bottom=8,right=14]",
    },
  };
}

function portOf(port: Port | null, end: End): ElkPort {
  const text = port?.label ?? "";
  const labels: ElkLabel[] = text ? [{ text, width: textWidth(text, SIZES.port), height: SIZES.port * 1.2 }] : [];
  return { id: portId(end), width: 0, height: 0, labels, layoutOptions: { "elk.port.side": SIDES[end.ports] } };
}

/** The lines of what comes into the graph or leaves it. */
export function pillLines(port: Port, style: Style): TextLine[] {
  const lines: TextLine[] = [{ text: port.name, size: SIZES.small, bold: true, kind: "name" }];
  if (style.types && port.type) lines.push({ text: port.type, size: SIZES.port, kind: "type" });
  return lines;
}

function pillNode(port: Port, end: End, style: Style): ElkNode {
  const lines = pillLines(port, style);
  const isInput = end.ports === "inputs" || end.ports === "input_side_packets";
  const isStream = end.ports === "inputs" || end.ports === "outputs";
  const side = isStream ? (isInput ? "SOUTH" : "NORTH") : isInput ? "SOUTH" : "WEST";
  const layoutOptions: Record<string, string> = { "elk.portConstraints": "FIXED_SIDE" };
  if (isStream) layoutOptions["elk.layered.layering.layerConstraint"] = isInput ? "FIRST" : "LAST";
  return {
    id: pillId(end),
    width: Math.max(...lines.map((line) => textWidth(line.text, line.size, line.bold))) + 26,
    height: lines.length > 1 ? 34 : 24,
    ports: [{ id: portId(end), width: 0, height: 0, layoutOptions: { "elk.port.side": side } }],
    layoutOptions,
  };
}

function edgeOf(line: Line, number: number, lines: TextLine[]): ElkExtendedEdge {
  const labels: ElkLabel[] = [];
  if (lines.length) {
    const width = Math.max(...lines.map((each) => textWidth(each.text, each.size)));
    const height = lines.reduce((sum, each) => sum + each.size * 1.25, 0);
    labels.push({ text: "stream", width, height, layoutOptions: { "elk.edgeLabels.placement": line.backEdge ? "HEAD" : "TAIL" } });
  }
  // ELK gets a back edge the other way round: so it knows that the reader comes first, and leads the line around.
  const ends = [portId(line.source), portId(line.target)];
  if (line.backEdge) ends.reverse();
  return {
    id: `line${number}`,
    sources: [ends[0]!],
    targets: [ends[1]!],
    labels,
    layoutOptions: { "elk.layered.priority.straightness": line.edges[0]!.kind === "stream" ? "5" : "0" },
  };
}
