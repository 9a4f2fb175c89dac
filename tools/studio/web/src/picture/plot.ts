/** A number over time, as a line on a canvas. */

export interface Sample {
  timestamp: number; // µs
  value: number;
}

const KEPT = 10_000_000; // µs

/** Adds a sample, and drops those that are too old; a timestamp that goes back begins anew. */
export function addSample(samples: Sample[], { timestamp, value }: Sample): Sample[] {
  const last = samples.at(-1);
  if (last?.timestamp === timestamp) return samples;
  if (last && last.timestamp > timestamp) return [{ timestamp, value }];
  return [...samples.filter((each) => each.timestamp >= timestamp - KEPT), { timestamp, value }];
}

export function plot(canvas: HTMLCanvasElement, samples: Sample[]): void {
  const last = samples.at(-1);
  if (!last) return;
  const ratio = Math.min(2, devicePixelRatio);
  const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(canvas);
  const values = samples.map((sample) => sample.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low || Math.abs(high) || 1) * 0.1;
  const first = Math.min(samples[0]!.timestamp, last.timestamp - 1_000_000);
  const x = (timestamp: number): number => ((timestamp - first) / (last.timestamp - first)) * width;
  const y = (value: number): number => height - ((value - low + margin) / (high - low + 2 * margin)) * height;
  context.font = `${10 * ratio}px sans-serif`;
  context.fillStyle = style.getPropertyValue("--faint");
  context.fillText(short(high), 4, Math.max(y(high) - 3, 12 * ratio));
  if (high !== low) context.fillText(short(low), 4, Math.min(height - 3, y(low) + 11 * ratio));
  context.strokeStyle = style.getPropertyValue("--accent");
  context.lineWidth = 1.6 * ratio;
  context.beginPath();
  for (const sample of samples) context.lineTo(x(sample.timestamp), y(sample.value));
  context.stroke();
}

export function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
