/** Which part of the last seconds the lanes show: the newest, or one that the user has gone back to. */

import { KEPT } from "./kept_trace";
import type { Window } from "./lanes";

const SPANS = [50, 100, 250, 500, 1000, 2500, 5000, 10000]; // ms
const FIRST = 4;

/** What the user has chosen: how much time, and where it ends; null where it ends now, and goes on with the run. */
export interface TimeChoice {
  zoom: number;
  end: number | null;
}

export const NEWEST: TimeChoice = { zoom: FIRST, end: null };

/** What is shown of a run whose newest call ended at `now` (ms of the run). */
export function windowOf({ zoom, end }: TimeChoice, now: number): Window {
  const span = SPANS[zoom]!;
  return { end: end === null ? now : within(end, span, now), span };
}

/** More or less time, around the middle of what is shown. */
export function zoomed(choice: TimeChoice, by: number, now: number): TimeChoice {
  const zoom = Math.max(0, Math.min(SPANS.length - 1, choice.zoom + by));
  if (choice.end === null) return { zoom, end: null };
  const { end, span } = windowOf(choice, now);
  return moved({ zoom, end: end - span / 2 + SPANS[zoom]! / 2 }, 0, now);
}

/** Later or, with less than 0, earlier by a part of what is shown; at the newest it goes on with the run again. */
export function moved(choice: TimeChoice, by: number, now: number): TimeChoice {
  const { end, span } = windowOf(choice, now);
  const wanted = end + by * span;
  return { zoom: choice.zoom, end: wanted >= now ? null : within(wanted, span, now) };
}

/** An end that leaves nothing to be shown which is not kept any more. */
function within(end: number, span: number, now: number): number {
  const earliest = Math.max(now - KEPT, 0) + span;
  return Math.min(now, Math.max(earliest, end));
}
