/** The calls of the last seconds, as traces bring them. */

import type { Slice, TraceEvent } from "../protocol";

export const KEPT = 10_000; // ms

export interface KeptLane {
  name: string;
  slices: Slice[];
}

let number = -1;
let lanes: KeptLane[] = [];

/** Adds what a trace brings, and drops what is older than `KEPT`; another run begins anew. */
export function keepTrace(event: TraceEvent): void {
  if (event.number !== number) {
    number = event.number;
    lanes = [];
  }
  for (const { name, slices } of event.lanes) {
    const lane = lanes.find((each) => each.name === name);
    if (lane) lane.slices.push(...slices);
    else lanes.push({ name, slices: [...slices] });
  }
  const oldest = event.now - KEPT;
  for (const lane of lanes) {
    const kept = lane.slices.findIndex((slice) => slice.end >= oldest);
    if (kept > 0) lane.slices.splice(0, kept);
  }
}

export function keptLanes(): readonly KeptLane[] {
  return lanes;
}
