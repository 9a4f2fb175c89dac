/**
 * Lays large graphs out by Graphviz, which takes a second where ELK takes ten: from the graph that ELK would get to
 * Graphviz's language, and from its answer to what ELK would give.
 */

import type { ElkExtendedEdge, ElkNode, ElkPoint, ElkPort } from "elkjs/lib/elk-api";

/** What Graphviz's `dot` makes of a text in its language, as its format `json`. */
export type Dot = (text: string) => string;

/** How much it tries: attributes of Graphviz, see https://graphviz.org/doc/info/attrs.html. */
export type Effort = Record<string, string>;

const POINTS = 72; // Graphviz takes sizes in inches
const LEAST = { width: 90, height: 44 };
const PADDING = { node: 12, port: 8, graph: 24 };
const PORT_ROW = 14; // the height of ports' names
const DISTANCE = 12; // of an edge from the side of its box
const SPACING = { nodesep: "0.3", ranksep: "0.65" };

type Side = "NORTH" | "SOUTH" | "WEST" | "EAST";

/** A node, and its ports by side. */
interface Place {
  node: ElkNode;
  name: string;
  ports: Record<Side, ElkPort[]>;
}

/** Where an edge ends: on which side of a node, and at the how manieth of its ports. */
interface Anchor {
  place: Place;
  side: Side;
  index: number;
}

/** Gives the graph's nodes, labels and edges their places; the graph is changed, and is the result. */
export function layOutLarge(graph: ElkNode, dot: Dot, effort: Effort): ElkNode {
  const description = new Description(graph);
  const found = JSON.parse(dot(description.text(effort))) as Found;
  return description.placed(found);
}

/** The part of Graphviz's answer that is read: names and ids are ours, `_draw_` has places that are not rounded. */
interface Found {
  objects?: { name: string; _draw_?: Operation[] }[];
  edges?: { id: string; _draw_?: Operation[] }[];
}

interface Operation {
  op: string;
  points?: [number, number][];
}

class Description {
  private readonly places: Place[] = [];
  private readonly groups: ElkNode[] = [];
  private readonly names = new Map<ElkNode, string>(); // of groups and nodes, in Graphviz's language
  private readonly anchors = new Map<string, Anchor>();

  constructor(private readonly graph: ElkNode) {
    this.addChildren(graph);
    const widths = new Map<string, number>(); // of the labels at ports
    for (const edge of graph.edges ?? []) {
      for (const label of edge.labels ?? []) widths.set(labelledPort(edge), label.width ?? 0);
    }
    for (const place of this.places) if (place.node.width === undefined) setSize(place, widths);
  }

  private addChildren(parent: ElkNode): void {
    for (const node of parent.children ?? []) {
      if (node.children?.length) {
        this.names.set(node, `cluster_${this.groups.push(node) - 1}`);
        this.addChildren(node);
      } else this.addNode(node);
    }
  }

  private addNode(node: ElkNode): void {
    const place: Place = { node, name: `n${this.places.length}`, ports: { NORTH: [], SOUTH: [], WEST: [], EAST: [] } };
    for (const port of node.ports ?? []) {
      const side = port.layoutOptions?.["elk.port.side"] as Side;
      this.anchors.set(port.id, { place, side, index: place.ports[side].push(port) - 1 });
    }
    this.names.set(node, place.name);
    this.places.push(place);
  }

  /** The graph in Graphviz's language. */
  text(effort: Effort): string {
    const attributes = Object.entries({ splines: "polyline", ...SPACING, ...effort }).map(([name, value]) => `${name}=${value};`);
    return [
      "digraph {",
      ...attributes,
      "node [shape=record fixedsize=true]; edge [dir=none];",
      ...this.places.map(nodeText),
      ...this.inside(this.graph),
      ...this.rank("source", "FIRST"),
      ...this.rank("sink", "LAST"),
      ...(this.graph.edges ?? []).map((edge, number) => this.edgeText(edge, number)),
      "}",
    ].join("\n");
  }

  /** The open groups inside of a node, and what is in them. */
  private inside(parent: ElkNode): string[] {
    return (parent.children ?? []).flatMap((node) => {
      const name = this.names.get(node)!;
      if (!node.children?.length) return parent === this.graph ? [] : [`${name};`];
      const title = (node.layoutOptions?.["elk.nodeSize.minimum"] ?? "").replace(/^\(|,.*$/g, "");
      const label = `<<table border="0" fixedsize="true" width="${Math.ceil(Number(title))}" height="20"><tr><td></td></tr></table>>`;
      return [`subgraph ${name} { margin=18; label=${label};`, ...this.inside(node), "}"];
    });
  }

  private rank(rank: string, constraint: string): string[] {
    const wanted = this.places.filter((place) => place.node.layoutOptions?.["elk.layered.layering.layerConstraint"] === constraint);
    return wanted.length ? [`{ rank=${rank}; ${wanted.map((place) => place.name).join("; ")} }`] : [];
  }

  private edgeText(edge: ElkExtendedEdge, number: number): string {
    const [tail, head] = this.ends(edge);
    const isLoop = pointsBack(tail, head);
    const [from, to] = isLoop ? [`${tail.place.name}:e`, `${head.place.name}:e`] : [portText(tail), portText(head)];
    return `${from} -> ${to} [id=${number}];`;
  }

  private ends(edge: ElkExtendedEdge): [Anchor, Anchor] {
    return [this.anchors.get(edge.sources[0]!)!, this.anchors.get(edge.targets[0]!)!];
  }

  /** The graph with everything in its place. */
  placed(found: Found): ElkNode {
    const outlines = new Map((found.objects ?? []).map((object) => [object.name, drawnPoints(object)]));
    const paths = new Map((found.edges ?? []).map((edge) => [edge.id, drawnPoints(edge)]));
    for (const group of this.groups) putGroup(group, outlines.get(this.names.get(group)!)!);
    for (const place of this.places) putNode(place, outlines.get(place.name)!);
    (this.graph.edges ?? []).forEach((edge, number) => this.putEdge(edge, paths.get(String(number))!));
    return this.moved();
  }

  private putEdge(edge: ElkExtendedEdge, path: ElkPoint[]): void {
    const [tail, head] = this.ends(edge);
    const [start, end] = [anchorPoint(tail), anchorPoint(head)];
    const isLoop = pointsBack(tail, head);
    const inner = clearOf(head, isLoop, clearOf(tail, isLoop, path.slice(1, -1)));
    const bends = [...leaving(tail, start, isLoop), ...inner, ...leaving(head, end, isLoop).reverse()];
    edge.sections = [{ id: `${edge.id}_0`, startPoint: start, endPoint: end, bendPoints: withoutRepeats([start, ...bends, end]) }];
    for (const label of edge.labels ?? []) {
      const at = labelledPort(edge) === edge.sources[0] ? start : end;
      Object.assign(label, { x: at.x + 4, y: at.y + 2 });
    }
  }

  /** Moves everything so that the picture begins at 0, and knows its size. */
  private moved(): ElkNode {
    const nodes = [...this.groups, ...this.places.map((place) => place.node)];
    const labels = [...nodes, ...nodes.flatMap((node) => node.ports ?? []), ...(this.graph.edges ?? [])].flatMap((each) => each.labels ?? []);
    const boxes = [...nodes, ...labels] as (ElkPoint & { width: number; height: number })[];
    const points = (this.graph.edges ?? []).flatMap((edge) => edge.sections!.flatMap((each) => [each.startPoint, ...each.bendPoints!, each.endPoint]));
    const corners = [...points, ...boxes, ...boxes.map((box) => ({ x: box.x + box.width, y: box.y + box.height }))];
    const [left, top, right, bottom] = extent(corners);
    for (const each of [...points, ...boxes]) {
      each.x += PADDING.graph - left;
      each.y += PADDING.graph - top;
    }
    return Object.assign(this.graph, { width: right - left + 2 * PADDING.graph, height: bottom - top + 2 * PADDING.graph });
  }
}

/** The port beside which an edge's name stands: that which sends, and ELK's tail unless the edge points back. */
function labelledPort(edge: ElkExtendedEdge): string {
  const isBack = edge.labels?.[0]?.layoutOptions?.["elk.edgeLabels.placement"] === "HEAD";
  return (isBack ? edge.targets : edge.sources)[0]!;
}

/** A back edge comes the other way round: from a reader's upper side to the lower side of what sends. */
function pointsBack(tail: Anchor, head: Anchor): boolean {
  return tail.side === "NORTH" && head.side === "SOUTH";
}

/** Ports of one side are equally wide, as they are in Graphviz's records; a box is as wide as the wider side. */
function setSize({ node, ports }: Place, labels: ReadonlyMap<string, number>): void {
  const title = node.labels?.[0];
  const wide = (port: ElkPort): number => Math.max(nameWidth(port), labels.get(port.id) ?? 0) + 2 * PADDING.port;
  const rows = [ports.NORTH, ports.SOUTH].map((row) => row.length * Math.max(0, ...row.map(wide)));
  const column = Math.max(0, ...[...ports.WEST, ...ports.EAST].map(nameWidth));
  const named = [ports.NORTH, ports.SOUTH].filter((row) => row.some(nameWidth)).length;
  const words = (title?.width ?? 0) + 2 * (PADDING.node + column); // which stand in the middle
  node.width = Math.max(LEAST.width, words, ...rows);
  const height = Math.max(title?.height ?? 0, Math.max(ports.WEST.length, ports.EAST.length) * PORT_ROW);
  node.height = Math.max(LEAST.height, height + 10 + named * PORT_ROW);
}

function nameWidth(port: ElkPort): number {
  return port.labels?.[0]?.width ?? 0;
}

function nodeText({ node, name, ports }: Place): string {
  const size = `width=${(node.width! / POINTS).toFixed(4)} height=${(node.height! / POINTS).toFixed(4)}`;
  const fields = (row: ElkPort[], letter: string): string => `{${row.map((_, index) => `<${letter}${index}>`).join("|")}}`;
  return `${name} [${size} label="{${fields(ports.NORTH, "i")}|${fields(ports.SOUTH, "o")}}"];`;
}

function portText({ place, side, index }: Anchor): string {
  if (side === "NORTH") return `${place.name}:i${index}:n`;
  if (side === "SOUTH") return `${place.name}:o${index}:s`;
  return `${place.name}:${side === "WEST" ? "w" : "e"}`;
}

/** What Graphviz has drawn of a thing first: its outline or its path; y grows downwards from here on. */
function drawnPoints({ _draw_ = [] }: { _draw_?: Operation[] }): ElkPoint[] {
  const points = _draw_.find((each) => each.points)?.points ?? [];
  return points.map(([x, y]) => ({ x, y: -y }));
}

function extent(points: ElkPoint[]): [number, number, number, number] {
  const all: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    all[0] = Math.min(all[0], x);
    all[1] = Math.min(all[1], y);
    all[2] = Math.max(all[2], x);
    all[3] = Math.max(all[3], y);
  }
  return all;
}

function putGroup(group: ElkNode, outline: ElkPoint[]): void {
  const [left, top, right, bottom] = extent(outline);
  Object.assign(group, { x: left, y: top, width: right - left, height: bottom - top });
}

function putNode(place: Place, outline: ElkPoint[]): void {
  const { node, ports } = place;
  const [left, top, right, bottom] = extent(outline);
  const [x, y, width, height] = [(left + right - node.width!) / 2, (top + bottom - node.height!) / 2, node.width!, node.height!];
  Object.assign(node, { x, y });
  for (const label of node.labels ?? []) {
    const shift = (Number(ports.NORTH.some(nameWidth)) - Number(ports.SOUTH.some(nameWidth))) * (PORT_ROW / 2);
    Object.assign(label, { x: x + (width - label.width!) / 2, y: y + (height - label.height!) / 2 + shift });
  }
  for (const side of ["NORTH", "SOUTH", "WEST", "EAST"] as const) {
    ports[side].forEach((port, index) => {
      const at = anchorPoint({ place, side, index });
      for (const label of port.labels ?? []) Object.assign(label, besideBorder(at, side, label.width!, label.height!));
    });
  }
}

function anchorPoint({ place: { node, ports }, side, index }: Anchor): ElkPoint {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const part = (index + 0.5) / ports[side].length;
  if (side === "NORTH" || side === "SOUTH") return { x: x + width * part, y: side === "NORTH" ? y : y + height };
  return { x: side === "WEST" ? x : x + width, y: y + height * part };
}

/** Where a port's name stands: inside of the box. */
function besideBorder(at: ElkPoint, side: Side, width: number, height: number): ElkPoint {
  if (side === "NORTH") return { x: at.x - width / 2, y: at.y + 3 };
  if (side === "SOUTH") return { x: at.x - width / 2, y: at.y - height - 3 };
  return { x: side === "WEST" ? at.x + 3 : at.x - width - 3, y: at.y - height / 2 };
}

/** The x at which an edge leaves a box sideways, and by how much more it stays clear of it; null for other edges. */
function sideways({ place: { node }, side }: Anchor, isLoop: boolean): { border: number; clear: number } | null {
  if (isLoop || side === "EAST") return { border: node.x! + node.width!, clear: DISTANCE };
  return side === "WEST" ? { border: node.x!, clear: -DISTANCE } : null;
}

/** The bends with which an edge leaves a port: sideways, or, where it points back, around the right corner. */
function leaving(anchor: Anchor, at: ElkPoint, isLoop: boolean): ElkPoint[] {
  const away = sideways(anchor, isLoop);
  if (!away) return [];
  const x = away.border + away.clear;
  if (!isLoop) return [{ x, y: at.y }];
  const y = at.y + (anchor.side === "NORTH" ? -DISTANCE : DISTANCE);
  return [{ x: at.x, y }, { x, y }];
}

/** Moves bends off the border of a box that an edge leaves sideways: Graphviz leads it along there. */
function clearOf(anchor: Anchor, isLoop: boolean, bends: ElkPoint[]): ElkPoint[] {
  const away = sideways(anchor, isLoop);
  const { y = 0, height = 0 } = anchor.place.node;
  const isOnBorder = (point: ElkPoint): boolean =>
    away !== null && Math.abs(point.x - away.border) < 2 && point.y > y - 2 && point.y < y + height + 2;
  return bends.map((point) => (isOnBorder(point) ? { x: point.x + away!.clear, y: point.y } : point));
}

/** The points between the first and the last, without those that change nothing. */
function withoutRepeats(path: ElkPoint[]): ElkPoint[] {
  const kept = [path[0]!];
  for (const point of path.slice(1)) {
    const last = kept[kept.length - 1]!;
    if (Math.hypot(point.x - last.x, point.y - last.y) > 0.5) kept.push(point);
  }
  return kept.slice(1, -1);
}
