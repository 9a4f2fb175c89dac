/** Draws a picture and, over it, what was found in it. Coordinates of what was found are parts of the picture's sides. */

import type { Found, Packet, PicturePacket, Point, Rect } from "../protocol";

export const HAND_COLOURS = ["#2dd4bf", "#fb923c", "#a78bfa", "#f472b6"];
const BOX = "#facc15";
const RECT = "#60a5fa";

const LARGEST = 640; // px, as the server sends pictures at most
const decoding = new Set<Promise<unknown>>();

/** Decodes a picture, beside the page's own thread; the bitmap belongs to whoever asked for it. */
export function decode(picture: PicturePacket): Promise<ImageBitmap> {
  const decoded = createImageBitmap(new Blob([picture.jpeg as BlobPart], { type: "image/jpeg" }));
  const done = decoded.finally(() => decoding.delete(done));
  decoding.add(done);
  return done;
}

/** Waits until the pictures that are being decoded are there. */
export async function allDecoded(): Promise<void> {
  await Promise.allSettled(decoding);
}

/** The longest side, in pixels of the screen, at which pictures are shown: no larger ones need be sent. */
export function shownSize(): number {
  const places = document.querySelectorAll<HTMLElement>(".screen canvas, .card canvas");
  const longest = Math.max(0, ...Array.from(places, (place) => Math.max(place.clientWidth, place.clientHeight)));
  return Math.min(LARGEST, Math.ceil(longest * devicePixelRatio)) || LARGEST;
}

export class Overlay {
  private readonly context: CanvasRenderingContext2D;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly connections: Record<string, number[][]>,
  ) {
    this.context = canvas.getContext("2d")!;
  }

  /** Draws the picture, or a dark ground of `width` x `height` where there is none. */
  picture(bitmap: ImageBitmap | null, width: number, height: number): void {
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    if (bitmap) this.context.drawImage(bitmap, 0, 0, width, height);
    else {
      this.context.fillStyle = "#10141b";
      this.context.fillRect(0, 0, width, height);
    }
  }

  found(packet: Packet): void {
    if (packet.kind === "landmarks") {
      packet.items.forEach((points, index) => this.landmarks(points, HAND_COLOURS[index % HAND_COLOURS.length]!));
    } else if (packet.kind === "detections") packet.items.forEach((found) => this.detection(found));
    else if (packet.kind === "rects") packet.items.forEach((rect) => this.rect(rect));
  }

  private get unit(): number {
    return Math.max(1, this.canvas.width / 320);
  }

  private landmarks(points: Point[], colour: string): void {
    const { context } = this;
    const { width, height } = this.canvas;
    context.lineCap = "round";
    context.beginPath();
    for (const [from, to] of this.connections[String(points.length)] ?? []) {
      const [start, end] = [points[from!], points[to!]];
      if (!start || !end) continue;
      context.moveTo(start.x * width, start.y * height);
      context.lineTo(end.x * width, end.y * height);
    }
    context.strokeStyle = "rgb(0 0 0 / 55%)";
    context.lineWidth = this.unit * 2.6;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = this.unit * 1.5;
    context.stroke();
    const radius = this.unit * (points.length > 60 ? 0.6 : 1.9);
    context.fillStyle = "#ffffff";
    for (const point of points) this.dot(point.x * width, point.y * height, radius);
  }

  private detection(found: Found): void {
    const { context } = this;
    const { width, height } = this.canvas;
    context.strokeStyle = context.fillStyle = BOX;
    context.lineWidth = this.unit * 1.2;
    context.strokeRect(found.x * width, found.y * height, found.width * width, found.height * height);
    context.font = `600 ${Math.round(this.unit * 8)}px sans-serif`;
    context.fillText(`${found.label} ${found.score.toFixed(2)}`.trim(), found.x * width, found.y * height - this.unit * 3);
    for (const point of found.keypoints) this.dot(point.x * width, point.y * height, this.unit * 1.4);
  }

  private rect(rect: Rect): void {
    const { context } = this;
    context.save();
    context.translate(rect.x * this.canvas.width, rect.y * this.canvas.height);
    context.rotate(rect.rotation);
    context.strokeStyle = RECT;
    context.lineWidth = this.unit;
    context.setLineDash([this.unit * 4, this.unit * 3]);
    const [width, height] = [rect.width * this.canvas.width, rect.height * this.canvas.height];
    context.strokeRect(-width / 2, -height / 2, width, height);
    context.restore();
  }

  private dot(x: number, y: number, radius: number): void {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, Math.PI * 2);
    this.context.fill();
  }
}
