/** The sheet that a drawing lies on: its reader moves it and looks closer. */

import { select } from "d3-selection";
import { zoom, type ZoomBehavior, zoomIdentity, zoomTransform } from "d3-zoom";

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export class Sheet {
  private readonly zooming: ZoomBehavior<SVGSVGElement, unknown>;

  constructor(
    private readonly canvas: SVGSVGElement,
    world: SVGGElement,
    moved: () => void = () => {},
  ) {
    this.zooming = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.03, 4])
      .on("zoom", (event) => {
        world.setAttribute("transform", String(event.transform));
        moved();
      });
    select(this.canvas).call(this.zooming).on("dblclick.zoom", null);
  }

  /** What of the drawing is to be seen, in its own coordinates. */
  get seen(): Rectangle & { scale: number } {
    const { x, y, k } = zoomTransform(this.canvas);
    const { width, height } = this.canvas.getBoundingClientRect();
    return { x: -x / k, y: -y / k, width: width / k, height: height / k, scale: k };
  }

  /** Shows all of it. */
  fit(size: { width: number; height: number }): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    const scale = Math.min(1.2, width / size.width, height / size.height);
    this.place((width - size.width * scale) / 2, (height - size.height * scale) / 2, scale);
  }

  /** Brings the middle of a rectangle's upper part to the middle. */
  centre(rectangle: Rectangle): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    const scale = Math.max(0.8, Math.min(1.2, width / (rectangle.width || 1)));
    const [x, y] = [rectangle.x + rectangle.width / 2, rectangle.y + Math.min(rectangle.height, height / scale) / 2];
    this.place(width / 2 - x * scale, height / 2 - y * scale, scale);
  }

  /** Moves it by a distance in the drawing's coordinates. */
  shift(dx: number, dy: number): void {
    select(this.canvas).call(this.zooming.translateBy, dx, dy);
  }

  scaleBy(factor: number): void {
    select(this.canvas).call(this.zooming.scaleBy, factor);
  }

  private place(x: number, y: number, scale: number): void {
    select(this.canvas).call(this.zooming.transform, zoomIdentity.translate(x, y).scale(scale));
  }
}
