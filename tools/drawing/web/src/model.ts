/** The drawing as Python writes it: tools/drawing/drawing_model.py says what everything means. */

export const ROOT = "/";

export type PortKind = "inputs" | "outputs" | "input_side_packets" | "output_side_packets";

export const PORT_KINDS: PortKind[] = ["input_side_packets", "inputs", "outputs", "output_side_packets"];

export interface Port {
  label: string;
  name: string;
  type: string;
  back_edge: boolean;
  optional: boolean;
}

export interface Place {
  file: string;
  line: number | null;
  column: number | null;
}

export interface Box extends Record<PortKind, Port[]> {
  id: string;
  name: string;
  label: string;
  calculator: string;
  group: string;
  options: [string, string][];
  executor: string;
  input_policy: string;
  summary: string;
  place: Place | null;
  problems: string[];
}

export interface End {
  box: string;
  ports: PortKind;
  index: number;
}

export interface Edge {
  kind: "stream" | "side_packet";
  name: string;
  type: string;
  conversion: string;
  back_edge: boolean;
  group: string;
  source: End[];
  target: End[];
}

export interface Problem {
  severity: string;
  message: string;
  hint: string;
  place: Place | null;
}

export interface Drawing {
  name: string;
  root: Box;
  groups: Box[];
  nodes: Box[];
  edges: Edge[];
  executors: [string, string][];
  problems: Problem[];
}

export function isGroup(box: Box): boolean {
  return box.id.endsWith(ROOT);
}

/** Tells whether its author has given a box a name; else its label is what it names, numbered perhaps. */
export function isNamed(box: Box): boolean {
  return !(box.label.startsWith(box.calculator) && /^(_\d+)?$/.test(box.label.slice(box.calculator.length)));
}
