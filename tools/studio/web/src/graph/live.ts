/** What figures of a run say beside each node and stream that is drawn. */

import type { View } from "../../../../drawing/web/src/folding";
import { isGroup } from "../../../../drawing/web/src/model";
import type { FiguresEvent } from "../protocol";

export interface BoxLive {
  /** Calls in the whole run; of a closed group, those of its busiest node. */
  calls: number;
  /** Milliseconds that a call takes; of a closed group, what all its nodes take for a frame. */
  mean: number | null;
  /** The part of the time in which it is at work, from 0 to 1. */
  busy: number;
  waiting: number;
  dropped: number;
  gate: boolean | null;
  awaited: boolean;
}

/** Figures by the boxes that are to be seen; those `before` are `seconds` older. */
export function boxFigures(view: View, figures: FiguresEvent, before: FiguresEvent | null, seconds: number): Map<string, BoxLive> {
  // A graph that was put in the place of another counts anew.
  const newCalls = (name: string): number => Math.max(0, (figures.nodes[name]?.calls ?? 0) - (before?.nodes[name]?.calls ?? 0));
  const shown = new Map<string, BoxLive>();
  for (const box of view.boxes) {
    const inside = isGroup(box) ? view.drawing.nodes.filter((node) => node.id.startsWith(innerPrefix(box.id))) : [box];
    const names = new Set(inside.map((node) => node.name));
    const calls = inside.flatMap((node) => figures.nodes[node.name] ?? []).filter((each) => each.calls > 0);
    const total = calls.reduce((sum, each) => sum + each.calls * (each.mean ?? 0), 0);
    const atWork = inside.reduce((sum, node) => sum + newCalls(node.name) * (figures.nodes[node.name]?.mean ?? 0), 0);
    const most = Math.max(0, ...calls.map((each) => each.calls));
    const queues = figures.queues.filter((queue) => names.has(queue.node));
    shown.set(box.id, {
      calls: most,
      mean: calls.some((each) => each.mean !== null) ? total / most : null,
      busy: before ? Math.min(1, atWork / 1000 / seconds) : 0,
      waiting: queues.reduce((sum, queue) => sum + queue.length, 0),
      dropped: queues.reduce((sum, queue) => sum + queue.dropped, 0),
      gate: isGroup(box) ? null : (figures.gates[box.name] ?? null),
      awaited: figures.waited_for.some((name) => names.has(name)),
    });
  }
  return shown;
}

/** A group's nodes are named after it. */
function innerPrefix(groupId: string): string {
  return `${groupId.slice(0, -1)}__`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(value < 0.095 ? 2 : 1) : Math.round(value)} ms`;
}

export function rate(value: number): string {
  return `${value < 9.95 && value > 0 ? value.toFixed(1) : Math.round(value)}/s`;
}
