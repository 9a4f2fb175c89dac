/** Draws the calls of the last seconds, a lane for each thread, and knows which call is where. */

import type { Slice } from "../protocol";
import type { KeptLane } from "./kept_trace";

const LANE = 22; // px
const NAMES = 92; // px on the left
const AXIS = 16;
const ON_SLICE = "#0b0f14"; // on the colours of nodes, which are as light in both themes

export interface Window {
  end: number; // ms of the run
  span: number; // ms
}

const hues = new Map<string, number>();

/** The colour of a node, the same as long as the page is open; those that come first are the farthest apart. */
export function colourOf(node: string): string {
  const number = hues.get(node) ?? hues.size;
  hues.set(node, number);
  return `hsl(${(210 + number * 137.5) % 360} 60% 62%)`;
}

export function drawLanes(canvas: HTMLCanvasElement, lanes: readonly KeptLane[], { end, span }: Window, chosen: string): void {
  const ratio = Math.min(2, devicePixelRatio);
  const height = Math.max(canvas.parentElement?.clientHeight ?? 0, lanes.length * LANE + AXIS);
  const width = canvas.clientWidth;
  if (!width) return; // its pane is hidden
  const context = canvas.getContext("2d")!;
  resize(canvas, Math.round(width * ratio), Math.round(height * ratio));
  canvas.style.height = `${height}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`);
  const faint = colour("faint");
  context.font = "11px sans-serif";
  context.textBaseline = "middle";
  const x = (time: number): number => NAMES + ((time - end + span) / span) * (width - NAMES);
  drawAxis(context, { end, span }, x, height, faint, colour("edge"));
  lanes.forEach((lane, row) => {
    const top = row * LANE;
    context.fillStyle = faint;
    context.fillText(lane.name, 6, top + LANE / 2, NAMES - 12);
    for (const slice of lane.slices) {
      if (slice.end < end - span || slice.start > end) continue;
      const left = Math.max(NAMES, x(slice.start));
      const wide = Math.max(1, x(slice.end) - left);
      const isDim = chosen !== "" && slice.node !== chosen;
      context.globalAlpha = isDim ? 0.35 : 1;
      context.fillStyle = colourOf(slice.node);
      context.fillRect(left, top + 3, wide, LANE - 6);
      context.globalAlpha = 1;
      if (wide <= 34) continue; // no room for its name
      context.fillStyle = isDim ? faint : ON_SLICE;
      drawName(context, slice.node, left, top, wide);
    }
  });
}

/** Gives a canvas its size, where it has another: that makes its memory anew. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
}

function drawName(context: CanvasRenderingContext2D, node: string, left: number, top: number, wide: number): void {
  context.save();
  context.beginPath();
  context.rect(left, top, wide - 3, LANE);
  context.clip();
  context.fillText(node.replace(/^.*__/, "").replace(/Calculator(_\d+)?$/, "$1"), left + 4, top + LANE / 2);
  context.restore();
}

function drawAxis(
  context: CanvasRenderingContext2D, { end, span }: Window, x: (time: number) => number, height: number, ink: string, line: string,
): void {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((each) => span / each < 9) ?? 10000;
  for (let time = Math.ceil((end - span) / step) * step; time <= end; time += step) {
    context.fillStyle = line;
    context.fillRect(x(time), 0, 1, height - AXIS);
    context.fillStyle = ink;
    context.fillText(step >= 1000 ? `${time / 1000} s` : `${time} ms`, x(time) + 3, height - AXIS / 2);
  }
}

/** How wide the shown time is on the canvas, in its pixels. */
export function lanesWidth(canvas: HTMLCanvasElement): number {
  return canvas.clientWidth - NAMES;
}

/** The call at a place of the canvas. */
export function sliceAt(canvas: HTMLCanvasElement, lanes: readonly KeptLane[], { end, span }: Window, left: number, top: number): Slice | undefined {
  const time = end - span + ((left - NAMES) / lanesWidth(canvas)) * span;
  const margin = (span / lanesWidth(canvas)) * 2;
  const slices = lanes[Math.floor(top / LANE)]?.slices ?? [];
  return left < NAMES ? undefined : slices.findLast((slice) => slice.start - margin <= time && time <= slice.end + margin);
}
