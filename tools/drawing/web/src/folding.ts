/** What is to be seen of a drawing while some of its groups are open; the same as tools/drawing/folding.py. */

import { type Box, type Drawing, type Edge, type End, ROOT } from "./model";

/** An edge that is to be seen; it may stand for several that end inside of one closed group. */
export interface Line {
  source: End;
  target: End;
  edges: Edge[];
  backEdge: boolean;
}

export interface View {
  drawing: Drawing;
  /** The groups that are open and not inside of a closed one; an outer before an inner one. */
  openGroups: Box[];
  /** The nodes and closed groups. */
  boxes: Box[];
  lines: Line[];
}

export function look(drawing: Drawing, open: ReadonlySet<string>): View {
  const seen = new Set([ROOT]);
  const openGroups: Box[] = [];
  const groups = new Map(drawing.groups.map((group) => [group.id, group]));
  for (const group of drawing.groups) {
    if (seen.has(group.group) && open.has(group.id)) {
      seen.add(group.id);
      openGroups.push(group);
    }
  }
  const boxes = new Map<string, Box>();
  for (const node of drawing.nodes) {
    let box = node;
    for (let around = groups.get(node.group); around; around = groups.get(around.group)) {
      if (!seen.has(around.id)) box = around;
    }
    boxes.set(box.id, box);
  }
  const lines = new Map<string, Line>();
  for (const edge of drawing.edges) {
    if (!seen.has(edge.group)) continue;
    const source = firstClosed(edge.source, seen);
    const target = firstClosed(edge.target, seen);
    const key = JSON.stringify([source, target]);
    const line = lines.get(key);
    if (line) {
      line.edges.push(edge);
      line.backEdge &&= edge.back_edge;
    } else {
      lines.set(key, { source, target, edges: [edge], backEdge: edge.back_edge });
    }
  }
  return { drawing, openGroups, boxes: [...boxes.values()], lines: [...lines.values()] };
}

function firstClosed(ends: End[], open: ReadonlySet<string>): End {
  return ends.slice(0, -1).find((end) => !open.has(end.box)) ?? ends[ends.length - 1]!;
}
