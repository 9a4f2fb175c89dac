/** The page: one file that holds a drawing, lays it out, and lets its reader open subgraphs, search and look closer. */

import ELK, { type ElkNode } from "elkjs/lib/elk-api";
import { boxDetails, lineTip } from "./details";
import { look, type View } from "./folding";
import { makeElkGraph } from "./layout";
import { type Box, type Drawing, isGroup, ROOT } from "./model";
import { Sheet } from "./sheet";
import { picture } from "./svg";
import { cssVariables, DARK, LIGHT, VARIABLES } from "./themes";

interface Content {
  drawing: Drawing;
  open: string[];
  types: boolean;
  options: boolean;
}

function element<T extends Element>(id: string): T {
  return document.getElementById(id) as unknown as T;
}

class Page {
  private readonly drawing: Drawing;
  private readonly open: Set<string>;
  private readonly style: { types: boolean; options: boolean };
  private readonly boxes: Map<string, Box>;
  private readonly elk: InstanceType<typeof ELK>;
  private readonly canvas = element<SVGSVGElement>("canvas");
  private readonly world = element<SVGGElement>("world");
  private readonly sheet = new Sheet(this.canvas, this.world);
  private view: View;
  private laidOut: ElkNode | null = null;
  private size = { width: 1, height: 1 };
  private chosen = "";
  private hits: string[] = [];
  private hit = -1;
  private turn = 0;

  constructor(content: Content) {
    this.drawing = content.drawing;
    this.open = new Set(content.open);
    this.style = { types: content.types, options: content.options };
    this.boxes = new Map([...this.drawing.groups, ...this.drawing.nodes].map((box) => [box.id, box]));
    this.view = look(this.drawing, this.open);
    const script = new Blob([element<HTMLScriptElement>("elk").textContent ?? ""], { type: "text/javascript" });
    const url = URL.createObjectURL(script);
    this.elk = new ELK({ workerFactory: () => new Worker(url), algorithms: ["layered"] });
    this.listen();
    this.showHead();
  }

  async draw(keep?: string): Promise<void> {
    const turn = ++this.turn;
    const busy = element<HTMLElement>("busy");
    busy.hidden = false;
    busy.textContent = "Laying out …";
    const view = look(this.drawing, this.open);
    const laidOut = await this.elk.layout(makeElkGraph(view, this.style));
    if (turn !== this.turn) return; // what was asked for meanwhile comes next
    const before = keep ? this.placeOf(keep) : null;
    this.view = view;
    this.laidOut = laidOut;
    const drawn = picture(view, this.style, laidOut, VARIABLES);
    this.world.innerHTML = drawn.content;
    this.size = drawn;
    for (const each of this.world.querySelectorAll("g.node, g.group, g.frame")) {
      each.setAttribute("tabindex", "0");
      each.setAttribute("role", "button");
      each.setAttribute("aria-label", this.boxes.get(each.getAttribute("data-box") ?? "")?.label ?? "");
    }
    busy.hidden = true;
    const after = keep ? this.placeOf(keep) : null;
    if (before && after) this.sheet.shift(before.x - after.x, before.y - after.y);
    else this.fit();
    this.mark();
  }

  /** Where the corner of a box, or of its frame, is in the drawing. */
  private placeOf(id: string): { x: number; y: number } | null {
    const rect = this.world.querySelector(`g[data-box="${CSS.escape(id)}"] > rect:last-of-type`);
    return rect ? { x: Number(rect.getAttribute("x")), y: Number(rect.getAttribute("y")) } : null;
  }

  private fit(): void {
    this.sheet.fit(this.size);
  }

  private showHead(): void {
    const { name, nodes, problems } = this.drawing;
    const loops = this.drawing.edges.filter((edge) => edge.back_edge).length;
    element("name").textContent = name;
    const counts = [`${nodes.length} node${nodes.length === 1 ? "" : "s"}`];
    if (loops) counts.push(`${loops} loop${loops === 1 ? "" : "s"}`);
    element("counts").textContent = counts.join(", ");
    element<HTMLInputElement>("types").checked = this.style.types;
    element<HTMLInputElement>("options").checked = this.style.options;
    const footer = element<HTMLElement>("problems");
    footer.hidden = !problems.length;
    for (const problem of problems) {
      const line = document.createElement("p");
      line.className = problem.severity;
      const where = problem.place ? `${problem.place.file}:${problem.place.line ?? ""}: ` : "";
      line.textContent = `${where}${problem.severity}: ${problem.message}${problem.hint ? ` (${problem.hint})` : ""}`;
      footer.append(line);
    }
    for (const id of ["open-all", "fold-all"]) element<HTMLElement>(id).hidden = !this.drawing.groups.length;
  }

  private listen(): void {
    this.canvas.addEventListener("click", (event) => this.click(event.target as Element));
    this.canvas.addEventListener("dblclick", (event) => this.toggle(boxOf(event.target as Element)));
    this.canvas.addEventListener("pointermove", (event) => this.hover(event));
    this.canvas.addEventListener("pointerleave", () => this.hover(null));
    element("open-all").addEventListener("click", () => this.setOpen(this.drawing.groups.map((group) => group.id)));
    element("fold-all").addEventListener("click", () => this.setOpen([]));
    element("fit").addEventListener("click", () => this.fit());
    element("theme").addEventListener("click", () => this.changeTheme());
    for (const name of ["types", "options"] as const) {
      const input = element<HTMLInputElement>(name);
      input.addEventListener("change", () => {
        this.style[name] = input.checked;
        void this.draw();
      });
    }
    const search = element<HTMLInputElement>("search");
    search.addEventListener("input", () => this.search(search.value));
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.showHit(event.shiftKey ? -1 : 1);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("resize", () => this.fit());
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.choose("");
      element<HTMLElement>("search").blur();
    }
    if (event.target instanceof HTMLInputElement) return;
    const box = boxOf(document.activeElement);
    if (event.key === "Enter" && box) {
      this.choose(box);
      this.toggle(box);
    } else if (event.key === "/") {
      event.preventDefault();
      element<HTMLElement>("search").focus();
    } else if (event.key === "f") this.fit();
    else if (event.key === "+" || event.key === "-") {
      this.sheet.scaleBy(event.key === "+" ? 1.25 : 0.8);
    }
  }

  private click(target: Element): void {
    const box = boxOf(target);
    if (box && target.closest(".toggle")) this.toggle(box);
    else this.choose(box);
  }

  private toggle(id: string): void {
    const box = this.boxes.get(id);
    if (!box || !isGroup(box)) return;
    if (!this.open.delete(id)) this.open.add(id);
    void this.draw(id);
  }

  private setOpen(ids: string[]): void {
    this.open.clear();
    for (const id of ids) this.open.add(id);
    void this.draw();
  }

  private choose(id: string): void {
    this.chosen = id;
    const aside = element<HTMLElement>("details");
    const box = this.boxes.get(id);
    aside.hidden = !box;
    if (box) boxDetails(aside, this.drawing, box, (other) => void this.reveal(other), () => this.choose(""));
    this.mark();
  }

  /** Opens what is around a box, and brings it to the middle. */
  private async reveal(id: string): Promise<void> {
    const box = this.boxes.get(id);
    if (!box) return;
    let changed = false;
    for (let around = box.group; around !== ROOT; around = this.boxes.get(around)!.group) {
      changed ||= !this.open.has(around);
      this.open.add(around);
    }
    if (changed) await this.draw();
    this.choose(id);
    const node = find(this.laidOut, id);
    if (node) this.sheet.centre({ x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 });
  }

  private search(text: string): void {
    const wanted = text.trim().toLowerCase();
    this.hits = [];
    this.hit = -1;
    if (wanted) {
      for (const box of this.boxes.values()) {
        const ports = [...box.inputs, ...box.outputs, ...box.input_side_packets, ...box.output_side_packets];
        const words = [box.name, box.calculator, ...ports.flatMap((port) => [port.name, port.label])];
        if (words.some((word) => word.toLowerCase().includes(wanted))) this.hits.push(box.id);
      }
    }
    element("found").textContent = wanted ? `${this.hits.length} found${this.hits.length ? " (Enter)" : ""}` : "";
    this.mark();
  }

  private showHit(step: number): void {
    if (!this.hits.length) return;
    this.hit = (this.hit + step + this.hits.length) % this.hits.length;
    element("found").textContent = `${this.hit + 1} of ${this.hits.length}`;
    void this.reveal(this.hits[this.hit]!);
  }

  private mark(): void {
    const hits = new Set(this.hits);
    for (const each of this.world.querySelectorAll("[data-box]")) {
      const id = each.getAttribute("data-box") ?? "";
      each.classList.toggle("chosen", id === this.chosen);
      each.classList.toggle("found", hits.has(id));
    }
    for (const each of this.world.querySelectorAll("[data-line]")) {
      const line = this.view.lines[Number(each.getAttribute("data-line"))]!;
      const touches = line.source.box === this.chosen || line.target.box === this.chosen;
      each.classList.toggle("dim", Boolean(this.chosen) && !isFrame(this.view, this.chosen) && !touches);
    }
  }

  private hover(event: PointerEvent | null): void {
    const tip = element<HTMLElement>("tip");
    const target = (event?.target as Element | undefined)?.closest("[data-stream], [data-box]");
    const stream = target?.getAttribute("data-stream");
    for (const each of this.world.querySelectorAll(".line")) {
      each.classList.toggle("lit", Boolean(stream) && each.getAttribute("data-stream") === stream);
    }
    const text = stream ? lineTip(this.view, stream) : (this.boxes.get(boxOf(target ?? null))?.summary ?? "");
    tip.hidden = !text;
    if (!event || !text) return;
    tip.textContent = text;
    const around = this.canvas.getBoundingClientRect();
    const left = Math.min(event.clientX - around.left + 14, around.width - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.min(event.clientY - around.top + 16, around.height - tip.offsetHeight - 4)}px`;
  }

  private changeTheme(): void {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  }
}

function boxOf(target: Element | null): string {
  return target?.closest("[data-box]")?.getAttribute("data-box") ?? "";
}

function isFrame(view: View, id: string): boolean {
  return view.openGroups.some((group) => group.id === id);
}

function find(node: ElkNode | null, id: string): ElkNode | null {
  if (!node || node.id === id) return node;
  for (const child of node.children ?? []) {
    const found = find(child, id);
    if (found) return found;
  }
  return null;
}

const sheet = document.createElement("style");
sheet.textContent =
  `:root { color-scheme: light dark; ${cssVariables(LIGHT)} }` +
  `@media (prefers-color-scheme: dark) { :root { ${cssVariables(DARK)} } }` +
  `:root[data-theme="light"] { color-scheme: light; ${cssVariables(LIGHT)} }` +
  `:root[data-theme="dark"] { color-scheme: dark; ${cssVariables(DARK)} }`;
document.head.append(sheet);
const page = new Page(JSON.parse(element<HTMLScriptElement>("drawing").textContent ?? "{}") as Content);
page.draw().catch((error: unknown) => {
  element("busy").textContent = `This graph cannot be laid out: ${String(error)}`;
});
