/** What the page knows, as signals: panes show them, and what the server says changes them. */

import { batch, computed, signal } from "@preact/signals";
import type {
  DrawingEvent, FiguresEvent, Hello, LiveOption, NoticeEvent, Packet, PacketsEvent, Problem, RunEvent, TraceEvent,
} from "../protocol";
import type { Link } from "./connection";

export type Selection = { kind: "box"; id: string } | { kind: "stream"; name: string };

export type Tab = "text" | "graph" | "picture" | "time";

/** The file as the disk has it; `text` is null where it is gone. */
export interface OnDisk {
  text: string | null;
  checksum: string;
}

export interface Notice {
  number: number;
  severity: NoticeEvent["severity"];
  message: string;
}

export const link = signal<Link>("connecting");
export const hello = signal<Hello | null>(null);

export const text = signal("");
/** The text that the disk had when it was last read or written from here, and its checksum. */
export const base = signal<OnDisk>({ text: "", checksum: "" });
/** What the disk has, where that is neither the base nor what is edited here: the user has to decide. */
export const conflict = signal<OnDisk | null>(null);
export const problems = signal<Problem[]>([]);
export const drawn = signal<DrawingEvent | null>(null);
export const selection = signal<Selection | null>(null);
/** Where the selection was made: that pane stays where it is, the others bring it into sight. */
export const selectedIn = signal<"text" | "graph" | "elsewhere">("elsewhere");
/** A place of the text that the user wants to see; each wish is an object of its own. */
export const wantedPlace = signal<{ offset: number } | null>(null);
/** The pane that is to be seen where there is room for one only. */
export const tab = signal<Tab>("picture");

export const run = signal<RunEvent | null>(null);
/** The text that the running graph was made of. */
export const runningText = signal("");
export const figures = signal<FiguresEvent | null>(null);
/** Input side packets for the next run, each as NAME=VALUE. */
export const side = signal<readonly string[]>([]);
export const options = signal<LiveOption[]>([]);

/** The packets that are shown, by stream, and what can be sought. */
export const packets = signal<ReadonlyMap<string, Packet>>(new Map());
export const moment = signal<Pick<PacketsEvent, "timestamp" | "first" | "last"> | null>(null);
/** Milliseconds from the browser's camera to the picture on the page. */
export const cameraLatency = signal<number | null>(null);
/** The streams beside those of the graph's own that the user inspects. */
export const inspected = signal<readonly string[]>([]);

export const trace = signal<TraceEvent | null>(null);

export const notices = signal<readonly Notice[]>([]);

export const isDirty = computed(() => text.value !== base.value.text);
export const errors = computed(() => problems.value.filter((problem) => problem.severity === "error"));
export const isActive = computed(() => ["starting", "running", "paused", "stalled"].includes(run.value?.state ?? "idle"));
export const canApply = computed(() => isActive.value && text.value !== runningText.value);

/** The streams that come into the graph or leave it; these are always watched. */
export const outerStreams = computed(() => {
  const root = drawn.value?.drawing.root;
  return root ? [...root.inputs, ...root.outputs].map((port) => port.name) : [];
});

/** All streams of the graph with their types. */
export const streamTypes = computed(() => {
  const types = new Map<string, string>();
  for (const edge of drawn.value?.drawing.edges ?? []) if (edge.kind === "stream") types.set(edge.name, edge.type);
  for (const box of [drawn.value?.drawing.root, ...(drawn.value?.drawing.nodes ?? [])]) {
    for (const port of [...(box?.inputs ?? []), ...(box?.outputs ?? [])]) if (!types.has(port.name)) types.set(port.name, port.type);
  }
  return types;
});

export function select(chosen: Selection | null, where: typeof selectedIn.value): void {
  batch(() => {
    selectedIn.value = where;
    selection.value = chosen;
  });
}

let lastNotice = 0;

export function notify(severity: Notice["severity"], message: string): void {
  const others = notices.value.filter((notice) => notice.message !== message);
  notices.value = [...others, { number: ++lastNotice, severity, message }].slice(-4);
}

export function dismiss(number: number): void {
  notices.value = notices.value.filter((notice) => notice.number !== number);
}
