/** From a graph that ELK has laid out to SVG. All places are in the picture's coordinates (see `json.shapeCoords`). */

import type { ElkEdgeSection, ElkExtendedEdge, ElkLabel, ElkNode, ElkPoint } from "elkjs/lib/elk-api";
import type { Line, View } from "./folding";
import { pillId, pillLines, streamLines, type Style, type TextLine, titleLines } from "./layout";
import { FONT, SIZES } from "./metrics";
import { type Box, type End, isGroup, PORT_KINDS, type Port, ROOT } from "./model";
import type { Theme } from "./themes";

const CORNER = 6;

export interface Picture {
  width: number;
  height: number;
  /** What is inside of the <svg>. */
  content: string;
}

/** A thing in the picture, and the rectangle that it lies in: what is out of sight need not be drawn. */
export interface Part {
  kind: "frame" | "line" | "box" | "pill" | "label";
  /** Of a frame and a box their id, of a line and its label their number in the view, of a pill its `pillId`. */
  id: string;
  /** Of a line, its label and a pill the stream or side packet that they show; else "". */
  stream: string;
  x: number;
  y: number;
  width: number;
  height: number;
  content: string;
  /** The content for those who are too far away to read: without words and what else is small. */
  sketch: string;
}

export function picture(view: View, style: Style, laidOut: ElkNode, theme: Theme): Picture {
  const content = pictureParts(view, style, laidOut, theme).map((part) => part.content).join("\n");
  return { width: Math.ceil(laidOut.width ?? 0), height: Math.ceil(laidOut.height ?? 0), content };
}

/** The parts of a picture; later ones lie on earlier ones. */
export function pictureParts(view: View, style: Style, laidOut: ElkNode, theme: Theme): Part[] {
  const nodes = new Map<string, ElkNode>();
  collect(laidOut, nodes);
  const parts: Part[] = [];
  for (const group of view.openGroups) {
    const node = nodes.get(group.id)!;
    parts.push({ kind: "frame", id: group.id, stream: "", ...bounds(node), ...frame(group, node, theme) });
  }
  const edges = new Map((laidOut.edges ?? []).map((edge) => [edge.id, edge]));
  const lines = view.lines.map((line, number) => ({ line, number, edge: edges.get(`line${number}`)! }));
  lines.sort((one, other) => Number(one.line.backEdge) - Number(other.line.backEdge)); // loops lie on top
  for (const { line, number, edge } of lines) {
    const drawn = drawnLine(line, number, edge, theme);
    parts.push({ kind: "line", id: String(number), stream: line.edges[0]!.name, ...lineBounds(edge), ...drawn });
  }
  for (const box of view.boxes) {
    const node = nodes.get(box.id)!;
    parts.push({ kind: "box", id: box.id, stream: "", ...bounds(node), ...drawnBox(box, node, style, theme) });
  }
  for (const kind of PORT_KINDS) {
    view.drawing.root[kind].forEach((port, index) => {
      const end: End = { box: ROOT, ports: kind, index };
      const node = nodes.get(pillId(end))!;
      const drawn = drawnPill(port, end, node, style, theme);
      parts.push({ kind: "pill", id: pillId(end), stream: port.name, ...bounds(node), ...drawn });
    });
  }
  for (const { line, number, edge } of lines) {
    for (const label of edge.labels ?? []) {
      const content = streamLabel(line, number, label, style, theme);
      parts.push({ kind: "label", id: String(number), stream: line.edges[0]!.name, ...bounds(label), content, sketch: "" });
    }
  }
  return parts;
}

type Drawn = Pick<Part, "content" | "sketch">;

/** An SVG group: what of it is to be seen from far, and what only from near, which lies on top. */
function drawn(attributes: string, sketch: string, near: string): Drawn {
  const open = `<g ${attributes}>`;
  return { content: `${open}${sketch}${near}</g>`, sketch: `${open}${sketch}</g>` };
}

type Rectangle = Pick<Part, "x" | "y" | "width" | "height">;

function bounds({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rectangle>): Rectangle {
  return { x, y, width, height };
}

function lineBounds(edge: ElkExtendedEdge): Rectangle {
  const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function document(drawn: Picture, title: string, theme: Theme): string {
  const { width, height, content } = drawn;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
      ` font-family="${escape(FONT)}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${theme.paper}"/>`,
    content,
    "</svg>\n",
  ].join("\n");
}

function collect(node: ElkNode, into: Map<string, ElkNode>): void {
  into.set(node.id, node);
  for (const child of node.children ?? []) collect(child, into);
}

export function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function frame(group: Box, node: ElkNode, theme: Theme): Drawn {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const [title] = titleLines(group, { types: false, options: false });
  return drawn(
    `class="frame" data-box="${escape(group.id)}"`,
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="10"` +
      ` fill="${theme.frame}" stroke="${theme.frameEdge}" stroke-width="1.2"/>`,
    toggle(x + 17, y + 18, "−", theme) + text(title!, x + 32, y + 23, "start", theme.ink),
  );
}

function drawnBox(box: Box, node: ElkNode, style: Style, theme: Theme): Drawn {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const group = isGroup(box);
  const edge = box.problems.length ? theme.problem : group ? theme.frameEdge : theme.nodeEdge;
  const behind = `<rect x="${n(x + 4)}" y="${n(y + 4)}" width="${n(width)}" height="${n(height)}" rx="8" fill="${theme.frame}" stroke="${edge}"/>`;
  const outline =
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="8" fill="${group ? theme.group : theme.node}"` +
    ` stroke="${edge}" stroke-width="${box.problems.length ? 2.5 : 1.2}"/>`;
  const parts: string[] = [];
  const label = node.labels?.[0];
  const middle = (label?.x ?? x) + (label?.width ?? width) / 2;
  let top = label?.y ?? y;
  for (const line of titleLines(box, style)) {
    top += line.size * 1.35;
    const colour = line.kind === "title" ? theme.ink : theme.faint;
    parts.push(text(line, middle, top - line.size * 0.32, "middle", colour));
  }
  for (const port of node.ports ?? []) {
    for (const each of port.labels ?? []) {
      const line = { text: each.text ?? "", size: SIZES.port, kind: "port" };
      const middleOfPort = (each.x ?? 0) + (each.width ?? 0) / 2;
      parts.push(text(line, middleOfPort, (each.y ?? 0) + SIZES.port, "middle", theme.faint));
    }
  }
  if (group) parts.push(toggle(x + width - 2, y + 2, "+", theme));
  const attributes = `class="${group ? "group" : "node"}" data-box="${escape(box.id)}"`;
  return drawn(attributes, (group ? behind : "") + outline, parts.join(""));
}

function toggle(x: number, y: number, sign: string, theme: Theme): string {
  return (
    `<g class="toggle"><circle cx="${n(x)}" cy="${n(y)}" r="8" fill="${theme.paper}" stroke="${theme.frameEdge}"/>` +
    `<path d="M${n(x - 4)} ${n(y)}h8${sign === "+" ? `M${n(x)} ${n(y - 4)}v8` : ""}" stroke="${theme.ink}" fill="none"/></g>`
  );
}

function drawnPill(port: Port, end: End, node: ElkNode, style: Style, theme: Theme): Drawn {
  const { x = 0, y = 0, width = 0, height = 0 } = node;
  const side = end.ports.endsWith("side_packets");
  const [name, type] = pillLines(port, style);
  const base = y + (type ? 14 : 16);
  return drawn(
    `class="pill" data-stream="${escape(port.name)}"`,
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(height / 2)}" fill="${theme.pill}"` +
      ` stroke="${side ? theme.side : theme.stream}"${side ? ' stroke-dasharray="2 3"' : ""} stroke-width="1.2"/>`,
    text(name!, x + width / 2, base, "middle", theme.ink) +
      (type ? text(type, x + width / 2, base + 13, "middle", theme.type) : ""),
  );
}

function drawnLine(line: Line, number: number, edge: ElkExtendedEdge, theme: Theme): Drawn {
  const { kind, name } = line.edges[0]!;
  const colour = line.backEdge ? theme.loop : kind === "side_packet" ? theme.side : theme.stream;
  const dashes = line.backEdge ? ' stroke-dasharray="8 4"' : kind === "side_packet" ? ' stroke-dasharray="2 3"' : "";
  const sections = (edge.sections ?? []).map((section) => (line.backEdge ? reversed(section) : section));
  const path = sections.map(sectionPath).join("");
  const arrows = sections.map((section) => arrow(section, colour)).join("");
  const dots = (edge.junctionPoints ?? []).map(
    (point) => `<circle cx="${n(point.x)}" cy="${n(point.y)}" r="2.4" fill="${colour}"/>`,
  );
  return drawn(
    `class="line ${line.backEdge ? "loop" : kind}" data-stream="${escape(name)}" data-line="${number}"`,
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${line.backEdge ? 2 : 1.3}"${dashes}/>`,
    `<path class="hit" d="${path}" fill="none" stroke="${colour}" stroke-opacity="0" stroke-width="9"/>${arrows}${dots.join("")}`,
  );
}

function reversed(section: ElkEdgeSection): ElkEdgeSection {
  const bendPoints = [...(section.bendPoints ?? [])].reverse();
  return { ...section, startPoint: section.endPoint, endPoint: section.startPoint, bendPoints };
}

/** An orthogonal line with round corners. */
function sectionPath(section: ElkEdgeSection): string {
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  let path = `M${n(points[0]!.x)} ${n(points[0]!.y)}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    const [before, corner, after] = [points[i - 1]!, points[i]!, points[i + 1]!];
    const start = towards(corner, before);
    const end = towards(corner, after);
    path += `L${n(start.x)} ${n(start.y)}Q${n(corner.x)} ${n(corner.y)} ${n(end.x)} ${n(end.y)}`;
  }
  const last = points[points.length - 1]!;
  return `${path}L${n(last.x)} ${n(last.y)}`;
}

function towards(corner: ElkPoint, other: ElkPoint): ElkPoint {
  const distance = Math.hypot(other.x - corner.x, other.y - corner.y) || 1;
  const part = Math.min(CORNER, distance / 2) / distance;
  return { x: corner.x + (other.x - corner.x) * part, y: corner.y + (other.y - corner.y) * part };
}

function arrow(section: ElkEdgeSection, colour: string): string {
  const tip = section.endPoint;
  const from = section.bendPoints?.at(-1) ?? section.startPoint;
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [dx, dy] = [(tip.x - from.x) / length, (tip.y - from.y) / length];
  const [bx, by] = [tip.x - dx * 8, tip.y - dy * 8];
  const points = [tip.x, tip.y, bx - dy * 3.6, by + dx * 3.6, bx + dy * 3.6, by - dx * 3.6];
  return `<polygon points="${points.map(n).join(" ")}" fill="${colour}"/>`;
}

function streamLabel(line: Line, number: number, label: ElkLabel, style: Style, theme: Theme): string {
  const parts = [`<g class="stream-label" data-stream="${escape(line.edges[0]!.name)}" data-line="${number}">`];
  let top = label.y ?? 0;
  const colour = line.backEdge ? theme.loop : line.edges[0]!.kind === "side_packet" ? theme.side : theme.ink;
  for (const each of streamLines(line, style)) {
    top += each.size * 1.25;
    parts.push(halo(each, label.x ?? 0, top - each.size * 0.25, each.kind === "type" ? theme.type : colour, theme));
  }
  parts.push("</g>");
  return parts.join("");
}

function halo(line: TextLine, x: number, y: number, colour: string, theme: Theme): string {
  return (
    `<text x="${n(x)}" y="${n(y)}" font-size="${line.size}" fill="${colour}" stroke="${theme.paper}" stroke-width="3"` +
    ` stroke-linejoin="round" paint-order="stroke">${escape(line.text)}</text>`
  );
}

function text(line: TextLine, x: number, y: number, anchor: string, colour: string): string {
  const weight = line.bold ? ' font-weight="600"' : "";
  return (
    `<text x="${n(x)}" y="${n(y)}" font-size="${line.size}"${weight} text-anchor="${anchor}" fill="${colour}">` +
    `${escape(line.text)}</text>`
  );
}
