/** The drawing of a graph on an SVG: only what is in sight is there, and live figures lie on top of it. */

import type { ElkNode } from "elkjs/lib/elk-api";
import { lineTip } from "../../../../drawing/web/src/details";
import { look, type View } from "../../../../drawing/web/src/folding";
import { makeElkGraph } from "../../../../drawing/web/src/layout";
import { type Box, type Drawing, isGroup, ROOT } from "../../../../drawing/web/src/model";
import { Sheet } from "../../../../drawing/web/src/sheet";
import { type Part, pictureParts } from "../../../../drawing/web/src/svg";
import { VARIABLES } from "../../../../drawing/web/src/themes";
import type { FiguresEvent } from "../protocol";
import { reasonOf } from "../reason";
import type { Selection } from "../server/state";
import type { Layouter } from "./layouter";
import { FigureMarks, make, type Marked } from "./figure_marks";
import { boxFigures, type BoxLive, rate } from "./live";

const STYLE = { types: false, options: false };
/** Scale below which texts cannot be read, and are not drawn. */
const FAR = 0.32;
/** Milliseconds after which it is said that a layout is being made. */
const PATIENCE = 400;

interface Shown extends Marked {
  element: SVGGElement | null;
}

export interface Wishes {
  choose(selection: Selection | null): void;
  tip(text: string, x: number, y: number): void;
  laidOut(milliseconds: number): void;
  /** What is to be said in place of a drawing; "" when there is one. */
  say(words: string): void;
}

export class GraphCanvas {
  private readonly world = make("g", "world");
  private readonly layers = new Map<string, SVGGElement>();
  private readonly figuresLayer = make("g", "figures");
  private readonly marks = new FigureMarks(this.figuresLayer);
  private readonly sheet: Sheet;
  private readonly open = new Set<string>();
  private drawing: Drawing | null = null;
  private boxes: ReadonlyMap<string, Box> = new Map();
  private view: View | null = null;
  private parts: Shown[] = [];
  private size = { width: 1, height: 1 };
  private isFitted = false;
  private isFar = false;
  private turn = 0;
  private frame = 0;
  private selection: Selection | null = null;
  /** The box or frame that is selected, or that which a selected node is inside of. */
  private chosen: Shown | undefined;
  private figures: FiguresEvent | null = null;
  private figuresBefore: FiguresEvent | null = null;
  private figuresAt = 0;
  private seconds = 1;
  private live = new Map<string, BoxLive>();

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly layouter: Layouter,
    private readonly wishes: Wishes,
  ) {
    for (const name of ["frame", "line", "loop", "box", "pill", "label"]) {
      const layer = make("g", `layer-${name}`);
      this.layers.set(name, layer);
      this.world.append(layer);
    }
    this.world.append(this.figuresLayer);
    svg.append(this.world);
    this.sheet = new Sheet(svg, this.world, () => this.scheduleCull());
    new ResizeObserver(() => (this.isFitted ? this.scheduleCull() : this.fit())).observe(svg);
    svg.addEventListener("click", (event) => this.click(event.target as Element));
    svg.addEventListener("dblclick", (event) => this.toggle(boxOf(event.target as Element)));
    svg.addEventListener("pointermove", (event) => this.hover(event));
    svg.addEventListener("pointerleave", () => this.wishes.tip("", 0, 0));
    svg.addEventListener("keydown", (event) => this.key(event));
  }

  /** Draws a graph in the place of that which is drawn; its reader keeps their place. */
  async show(drawing: Drawing): Promise<void> {
    this.drawing = drawing;
    this.boxes = new Map([...drawing.groups, ...drawing.nodes].map((box) => [box.id, box]));
    for (const id of this.open) if (!this.boxes.has(id)) this.open.delete(id);
    await this.draw();
  }

  setFigures(figures: FiguresEvent | null): void {
    const now = performance.now();
    const isSameRun = figures !== null && this.figures?.number === figures.number;
    if (isSameRun) this.seconds = Math.max(0.05, (now - this.figuresAt) / 1000);
    this.figuresBefore = isSameRun ? this.figures : null;
    this.figures = figures;
    this.figuresAt = now;
    this.countFigures();
    this.showFigures();
  }

  /** Marks what is selected, and brings it into sight if `bring` says so. */
  setSelection(selection: Selection | null, bring: boolean): void {
    this.selection = selection;
    this.chosen = this.chosenPart();
    this.mark();
    const part = selection?.kind === "stream" ? this.partOfStream(selection.name) : this.chosen;
    if (bring && part && !this.isWhollySeen(part)) this.sheet.centre(part);
  }

  /** Shows all of it, now or when there is room for it: the pane may be hidden. */
  fit(): void {
    this.isFitted = this.view !== null && this.svg.clientWidth > 0;
    if (this.isFitted) this.sheet.fit(this.size);
  }

  scaleBy(factor: number): void {
    this.sheet.scaleBy(factor);
  }

  openAll(): void {
    for (const group of this.drawing?.groups ?? []) this.open.add(group.id);
    void this.draw().then(() => this.fit());
  }

  closeAll(): void {
    this.open.clear();
    void this.draw().then(() => this.fit());
  }

  /** Opens what is around a box, selects it and brings it into sight. */
  async reveal(id: string): Promise<void> {
    let changed = false;
    for (let around = this.boxes.get(id)?.group; around && around !== ROOT; around = this.boxes.get(around)?.group) {
      changed ||= !this.open.has(around);
      this.open.add(around);
    }
    if (changed) await this.draw();
    this.wishes.choose({ kind: "box", id });
    const part = this.partOfBox(id);
    if (part) this.sheet.centre(part);
  }

  /** The node at the end of a line that is drawn; "" where that is no line. */
  readerAt(target: Element): string {
    const number = target.closest("[data-line]")?.getAttribute("data-line");
    const reader = number == null ? "" : this.view?.lines[Number(number)]?.edges[0]?.target.at(-1)?.box;
    return reader === ROOT ? "" : (reader ?? "");
  }

  private async draw(keep = ""): Promise<void> {
    if (!this.drawing) return;
    const turn = ++this.turn;
    const began = performance.now();
    const view = look(this.drawing, this.open);
    const laidOut = await this.layOut(view);
    if (turn !== this.turn || !laidOut) return; // what was asked for meanwhile comes next
    const before = keep ? this.partOfBox(keep) : undefined;
    this.view = view;
    this.size = { width: laidOut.width ?? 1, height: laidOut.height ?? 1 };
    for (const layer of [...this.layers.values(), this.figuresLayer]) layer.replaceChildren();
    this.parts = pictureParts(view, STYLE, laidOut, VARIABLES).map((part) => ({ ...part, element: null, figure: null }));
    this.chosen = this.chosenPart();
    this.countFigures();
    const after = keep ? this.partOfBox(keep) : undefined;
    if (!this.isFitted) this.fit();
    else if (before && after) this.sheet.shift(before.x - after.x, before.y - after.y);
    this.cull();
    this.wishes.say("");
    this.wishes.laidOut(performance.now() - began);
  }

  /** The graph that ELK would give; null where it cannot be laid out, which is said. */
  private async layOut(view: View): Promise<ElkNode | null> {
    const { turn } = this;
    const slow = setTimeout(() => this.wishes.say("Laying out …"), PATIENCE);
    try {
      return await this.layouter.layout(makeElkGraph(view, STYLE));
    } catch (error) {
      if (turn === this.turn) this.wishes.say(`This graph cannot be laid out: ${reasonOf(error)}.`);
      return null;
    } finally {
      clearTimeout(slow);
    }
  }

  // what is in sight

  private scheduleCull(): void {
    this.frame ||= requestAnimationFrame(() => this.cull());
  }

  private cull(): void {
    this.frame = 0;
    const { x, y, width, height, scale } = this.sheet.seen;
    if (scale < FAR !== this.isFar) {
      this.isFar = !this.isFar;
      this.parts.forEach(remove);
    }
    for (const part of this.parts) {
      const inside =
        part.x + part.width > x - width / 4 && part.x < x + width * 1.25 &&
        part.y + part.height > y - height / 4 && part.y < y + height * 1.25;
      const isWanted = part.kind === "frame" || (inside && !(this.isFar && part.kind === "label"));
      if (isWanted && !part.element) this.add(part);
      else if (!isWanted && part.element) remove(part);
    }
  }

  private add(part: Shown): void {
    const holder = make("g", "");
    holder.innerHTML = this.isFar ? part.sketch : part.content;
    const element = holder.firstElementChild as SVGGElement;
    const isLoop = part.kind === "line" && element.classList.contains("loop");
    if (part.kind === "box" || part.kind === "frame") {
      const box = this.boxes.get(part.id);
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", box ? `${box.label}${isGroup(box) ? ", subgraph" : ""}` : part.id);
    }
    this.layers.get(isLoop ? "loop" : part.kind)!.append(element);
    part.element = element;
    this.markPart(part, element);
    this.showFigure(part, element);
  }

  private isWhollySeen(part: Part): boolean {
    const { x, y, width, height } = this.sheet.seen;
    return part.x >= x && part.y >= y && part.x + part.width <= x + width && part.y + part.height <= y + height;
  }

  // figures

  private countFigures(): void {
    const { view, figures } = this;
    this.live = view && figures ? boxFigures(view, figures, this.figuresBefore, this.seconds) : new Map();
  }

  private showFigures(): void {
    for (const part of this.parts) if (part.element) this.showFigure(part, part.element);
  }

  private showFigure(part: Shown, element: SVGGElement): void {
    if (part.kind === "box") this.marks.showState(element, this.live.get(part.id));
    if (this.isFar) return;
    if (part.kind === "box") this.marks.showFigures(part, this.live.get(part.id));
    else if (part.kind === "label" || part.kind === "pill") {
      const value = this.figures?.streams[part.stream];
      this.marks.showText(part, value === undefined ? "" : rate(value));
    }
  }

  // selection

  private mark(): void {
    for (const part of this.parts) if (part.element) this.markPart(part, part.element);
  }

  private markPart({ kind, id, stream: name }: Shown, element: SVGGElement): void {
    const { chosen } = this;
    const stream = this.selection?.kind === "stream" ? this.selection.name : undefined;
    if (kind === "box" || kind === "frame") element.classList.toggle("chosen", id === chosen?.id);
    else element.classList.toggle("lit", stream !== undefined && (name === stream || this.carries(id, kind, stream)));
    if (kind === "line" && this.view) {
      const line = this.view.lines[Number(id)]!;
      const touches = line.source.box === chosen?.id || line.target.box === chosen?.id;
      element.classList.toggle("dim", chosen?.kind === "box" && !touches);
    }
  }

  private chosenPart(): Shown | undefined {
    return this.selection?.kind === "box" ? this.partOfBox(this.selection.id) : undefined;
  }

  private carries(id: string, kind: Part["kind"], stream: string): boolean {
    return kind === "line" && Boolean(this.view?.lines[Number(id)]?.edges.some((edge) => edge.name === stream));
  }

  /** The part that shows a box: itself, or the closed group that it is in. */
  private partOfBox(id: string): Shown | undefined {
    for (let box = this.boxes.get(id); box; box = this.boxes.get(box.group)) {
      const found = this.parts.find((part) => (part.kind === "box" || part.kind === "frame") && part.id === box?.id);
      if (found) return found;
    }
    return undefined;
  }

  private partOfStream(name: string): Shown | undefined {
    return this.parts.find((part) => part.stream === name && part.kind !== "line");
  }

  // what the user does

  private click(target: Element): void {
    const box = boxOf(target);
    const stream = target.closest("[data-stream]")?.getAttribute("data-stream");
    if (box && target.closest(".toggle")) this.toggle(box);
    else this.wishes.choose(box ? { kind: "box", id: box } : stream ? { kind: "stream", name: stream } : null);
  }

  private toggle(id: string): void {
    const box = this.boxes.get(id);
    if (!box || !isGroup(box)) return;
    if (!this.open.delete(id)) this.open.add(id);
    void this.draw(id).then(() => this.focus(id));
  }

  private focus(id: string): void {
    (this.partOfBox(id)?.element as SVGElement | null | undefined)?.focus({ preventScroll: true });
  }

  private key(event: KeyboardEvent): void {
    const box = boxOf(event.target as Element);
    const step = 60 / this.sheet.seen.scale;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step],
    };
    const move = moves[event.key];
    if (move) this.sheet.shift(...move);
    else if (event.key === "Enter" && box) this.wishes.choose({ kind: "box", id: box });
    else if (event.key === " " && box) this.toggle(box);
    else if (event.key === "Escape") this.wishes.choose(null);
    else if (event.key === "f") this.fit();
    else if (event.key === "+" || event.key === "-") this.sheet.scaleBy(event.key === "+" ? 1.25 : 0.8);
    else return;
    event.preventDefault();
  }

  private hover(event: PointerEvent): void {
    const target = (event.target as Element).closest("[data-stream], [data-box]");
    const stream = target?.getAttribute("data-stream");
    const box = this.boxes.get(target?.getAttribute("data-box") ?? "");
    const ports = box && [...box.inputs.map((each) => `← ${words(each)}`), ...box.outputs.map((each) => `→ ${words(each)}`)];
    const text = stream && this.view ? lineTip(this.view, stream) : box ? [box.summary || box.calculator, ...ports!].join("\n") : "";
    this.wishes.tip(text, event.clientX, event.clientY);
  }
}

function words(port: { label: string; name: string; type: string }): string {
  return `${port.label ? `${port.label}:` : ""}${port.name}${port.type ? `: ${port.type}` : ""}`;
}

function boxOf(target: Element | null): string {
  return target?.closest("[data-box]")?.getAttribute("data-box") ?? "";
}

function remove(part: Shown): void {
  part.element?.remove();
  part.figure?.remove();
  part.element = part.figure = null;
}
