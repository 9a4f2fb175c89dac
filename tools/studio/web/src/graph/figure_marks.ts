/** Draws figures beside what is drawn: on a node's edges, behind a stream's name, beside what comes in or goes out. */

import { textWidth } from "../../../../drawing/web/src/metrics";
import type { Part } from "../../../../drawing/web/src/svg";
import { type BoxLive, milliseconds } from "./live";

const SVG = "http://www.w3.org/2000/svg";

/** A part and its figure, if it has one. */
export interface Marked extends Part {
  figure: SVGGElement | null;
}

export class FigureMarks {
  constructor(private readonly layer: SVGGElement) {}

  /** What a box is at, in its colour. */
  showState(element: SVGGElement, live: BoxLive | undefined): void {
    element.classList.toggle("gate-open", live?.gate === true);
    element.classList.toggle("gate-closed", live?.gate === false);
    element.classList.toggle("awaited", live?.awaited === true);
  }

  showFigures(part: Marked, live: BoxLive | undefined): void {
    this.showText(part, live ? boxWords(live) : "");
    const bar = part.figure?.querySelector(".busy");
    bar?.setAttribute("width", String(Math.round((live?.busy ?? 0) * part.width)));
  }

  showText(part: Marked, text: string): void {
    if (!text) {
      part.figure?.remove();
      part.figure = null;
      return;
    }
    part.figure ??= this.makeFigure(part);
    const label = part.figure.querySelector("text")!;
    if (label.textContent === text) return;
    label.textContent = text;
    if (part.kind === "box") {
      const left = part.x + 6;
      set(part.figure.querySelector(".badge")!, { x: left, y: part.y - 8, width: textWidth(text, 9.5, true) + 10, height: 14, rx: 7 });
      set(label, { x: left + 5, y: part.y + 2.5 });
    } else {
      const middle = part.kind === "pill" ? part.height / 2 + 3.5 : 9.5;
      set(label, { x: part.x + part.width + 4, y: part.y + middle });
    }
  }

  private makeFigure(part: Marked): SVGGElement {
    const figure = make("g", `figure on-${part.kind}`);
    figure.setAttribute("data-of", part.id);
    if (part.kind === "box") {
      const bar = make("rect", "busy");
      set(bar, { x: part.x, y: part.y + part.height - 3, height: 3, width: 0, rx: 1.5 });
      figure.append(bar, make("rect", "badge"));
    }
    figure.append(make("text", ""));
    this.layer.append(figure);
    return figure;
  }
}

function boxWords(live: BoxLive): string {
  const words: string[] = [];
  if (live.calls) words.push(`${live.mean === null ? "" : milliseconds(live.mean)} × ${live.calls}`.trim());
  if (live.gate !== null) words.push(live.gate ? "open" : "closed");
  if (live.waiting) words.push(`${live.waiting} waiting`);
  if (live.dropped) words.push(`${live.dropped} dropped`);
  if (live.awaited) words.push("all wait for this");
  return words.join(" · ");
}

export function make<K extends keyof SVGElementTagNameMap>(tag: K, className: string): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  if (className) made.setAttribute("class", className);
  return made;
}

function set(element: Element, attributes: Record<string, number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
