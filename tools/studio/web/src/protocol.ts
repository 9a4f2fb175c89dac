/**
 * The messages between page and server. Written by `python -m backedge.tools.studio.typescript` from
 * tools/studio/protocol.py: change that, and write this anew.
 */

import type { Drawing } from "../../../drawing/web/src/model";

export const PROTOCOL = 1;
export const MAX_MESSAGE = 4194304;

/** A part of the text, up to `end`. */
export interface Span {
  start: number;
  end: number;
}

/** `text` in place of what is from `start` to `end`; edits of one list are of the same text and do not overlap. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** A quick fix of a problem; a preferred one is what was most likely meant. */
export interface Fix {
  title: string;
  edits: Edit[];
  preferred: boolean;
}

/** A place in a file; line and column count from 1. */
export interface FilePlace {
  file: string;
  line: number | null;
  column: number | null;
}

/** Something wrong with the text; `elsewhere` is where it really is, if that is another file. */
export interface Problem {
  start: number;
  end: number;
  severity: "error" | "warning" | "note";
  message: string;
  hint: string;
  fixes: Fix[];
  elsewhere: FilePlace | null;
}

/** Something that can be typed: `text`, or `snippet` in its place, from `start` to `end`. */
export interface Completion {
  label: string;
  kind: string;
  start: number;
  end: number;
  text: string;
  detail: string;
  documentation: string;
  snippet: string;
  rank: number;
  is_text: boolean;
}

/** What a part of the text is, in Markdown. */
export interface Hover {
  start: number;
  end: number;
  text: string;
}

/** Where something comes from: a span of the text, or else a place in another file. */
export interface Target {
  span: Span | null;
  place: FilePlace | null;
}

/**
 * Where the text has what is drawn: nodes and groups by id, and all places of a stream or side packet by name.
 *
 * What is inside of a subgraph of another file is not there: its group is.
 */
export interface Places {
  boxes: Record<string, Span>;
  streams: Record<string, Span[]>;
}

/** A port of a calculator; `type` is in words. */
export interface PalettePort {
  tag: string;
  type: string;
  optional: boolean;
}

/** A calculator or subgraph that can be put into the graph; `fits` tells whether the stream that was named fits. */
export interface PaletteEntry {
  name: string;
  kind: "calculator" | "graph";
  summary: string;
  folder: string;
  inputs: PalettePort[];
  outputs: PalettePort[];
  fits: boolean;
}

/**
 * Something that pictures can come from: `name` chooses it, `label` is for people.
 *
 * A file's name is its path in the folder; a camera's is its number.
 */
export interface Input {
  kind: "demo" | "file" | "camera" | "browser";
  name: string;
  label: string;
}

/**
 * An option of a node that can be changed by a slider or switch; `live` ones need no new graph.
 *
 * `minimum` and `maximum` are what a slider should offer; `choices` the values of an enum.
 */
export interface LiveOption {
  node: string;
  field: string;
  kind: "number" | "integer" | "switch" | "choice" | "text";
  value: unknown;
  default: unknown;
  minimum: number | null;
  maximum: number | null;
  step: number | null;
  choices: string[];
  summary: string;
  live: boolean;
}

/** A landmark; `score` is its visibility, where it has one. */
export interface Point {
  x: number;
  y: number;
  z: number;
  score: number | null;
}

/** A point of a detection. */
export interface Keypoint {
  x: number;
  y: number;
}

/** A detection: a box by its upper left corner. */
export interface Found {
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
  score: number;
  keypoints: Keypoint[];
}

/** A rectangle by its centre; `rotation` is clockwise, in radians. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
  rotation: number;
}

/** A picture, scaled down to what a page shows; `width` and `height` are those of the packet. */
export interface PicturePacket {
  kind: "picture";
  width: number;
  height: number;
  jpeg: Uint8Array;
  stream: string;
  timestamp: number;
}

/** Landmarks of some hands, faces or persons; what is connected is in `Hello.connections`, by their number. */
export interface LandmarksPacket {
  kind: "landmarks";
  items: Point[][];
  stream: string;
  timestamp: number;
}

/** The same in meters. */
export interface WorldLandmarksPacket {
  kind: "world_landmarks";
  items: Point[][];
  stream: string;
  timestamp: number;
}

/** Detections. */
export interface DetectionsPacket {
  kind: "detections";
  items: Found[];
  stream: string;
  timestamp: number;
}

/** Rectangles. */
export interface RectsPacket {
  kind: "rects";
  items: Rect[];
  stream: string;
  timestamp: number;
}

/** A class that something was found to be of. */
export interface Label {
  name: string;
  score: number;
}

/** Classifications, the best class of each first. */
export interface LabelsPacket {
  kind: "labels";
  items: Label[][];
  stream: string;
  timestamp: number;
}

/** A number; booleans are 0 and 1. */
export interface NumberPacket {
  kind: "number";
  value: number;
  stream: string;
  timestamp: number;
}

/** Anything else, in words. */
export interface TextPacket {
  kind: "text";
  text: string;
  stream: string;
  timestamp: number;
}

/** A node: calls of `process` in the whole run, and how long one took lately, on average; None without calls. */
export interface NodeFigures {
  calls: number;
  mean: number | null;
}

/** Packets that wait before a node now, and how many it was denied in the whole run. */
export interface QueueFigures {
  node: string;
  stream: string;
  length: number;
  dropped: number;
}

/** A call of a node; times are in milliseconds of the run. */
export interface Slice {
  node: string;
  phase: string;
  start: number;
  end: number;
}

/** A thread of the graph and its calls, the earliest first. */
export interface Lane {
  name: string;
  slices: Slice[];
}

/** A call that the frame had to wait for: `waited` before it began, and how long it `took`. */
export interface PathStep {
  node: string;
  waited: number;
  took: number;
}

/** The critical path of a frame, from where it entered the graph to the output that came last. */
export interface FramePath {
  timestamp: number;
  stream: string;
  latency: number;
  steps: PathStep[];
}

/** Begins: the first request of a page, which says what protocol it was built for. */
export interface HelloRequest {
  method: "hello";
  protocol: number;
  id?: number | null;
}

/**
 * What a page begins with.
 *
 * `folder` is where relative names of files lead from; `side` has side packets to begin with, as `Start` takes them;
 * `connections` are pairs of landmarks, by the number of landmarks that something has.
 */
export interface Hello {
  protocol: number;
  version: string;
  file: string;
  folder: string;
  text: string;
  checksum: string;
  demo: boolean;
  side: string[];
  inputs: Input[];
  connections: Record<string, number[][]>;
}

/** Gives the server the text as it is now; a drawing event follows where it can be drawn. */
export interface SetText {
  method: "text";
  text: string;
  revision: number;
  id?: number | null;
}

/** What is wrong with a text. */
export interface Problems {
  revision: number;
  problems: Problem[];
}

/** Asks what can be typed at an offset. */
export interface Complete {
  method: "complete";
  offset: number;
  id?: number | null;
}

/** What can be typed. */
export interface Completions {
  completions: Completion[];
}

/** Asks for the documentation of a completion, in Markdown. */
export interface Describe {
  method: "describe";
  completion: Completion;
  id?: number | null;
}

/** A text in Markdown. */
export interface Description {
  text: string;
}

/** Asks what is at an offset. */
export interface HoverRequest {
  method: "hover";
  offset: number;
  id?: number | null;
}

/** What is there, if anything. */
export interface HoverResult {
  hover: Hover | null;
}

/** Asks where what is at an offset comes from. */
export interface Definition {
  method: "definition";
  offset: number;
  id?: number | null;
}

/** Where it comes from. */
export interface Targets {
  targets: Target[];
}

/** Asks for the edits that format the text. */
export interface Format {
  method: "format";
  id?: number | null;
}

/** Asks for the edits that rename what is at an offset. */
export interface Rename {
  method: "rename";
  offset: number;
  name: string;
  id?: number | null;
}

/** Asks for calculators and graphs by words of their names, port types and docs; marks those that fit a stream. */
export interface Palette {
  method: "palette";
  query: string;
  stream?: string;
  id?: number | null;
}

/** What was found, the best first. */
export interface PaletteEntries {
  entries: PaletteEntry[];
}

/** Asks for the edits that put a calculator behind a stream, and before one of its readers, or all (""). */
export interface Insert {
  method: "insert";
  calculator: string;
  stream: string;
  reader?: string;
  id?: number | null;
}

/** Edits of the text. */
export interface Edits {
  edits: Edit[];
}

/** Writes a text to the disk, if what is there is what `checksum` stands for; else the error is a conflict. */
export interface Save {
  method: "save";
  text: string;
  checksum: string;
  id?: number | null;
}

/** The checksum of what is on the disk now. */
export interface Saved {
  checksum: string;
}

/**
 * Runs the graph of the text; `pace` feeds files as a camera would, `loop` begins them anew at their end.
 *
 * `side` has input side packets, each as NAME=VALUE, as the command line's ``--side``.
 */
export interface Start {
  method: "start";
  input: Input | null;
  pace?: boolean;
  loop?: boolean;
  side?: string[];
  id?: number | null;
}

/** Ends the run. */
export interface Stop {
  method: "stop";
  id?: number | null;
}

/** Holds the run after the present timestamp. */
export interface Pause {
  method: "pause";
  id?: number | null;
}

/** Lets it go on. */
export interface Resume {
  method: "resume";
  id?: number | null;
}

/** Lets a paused run take one more timestamp. */
export interface Step {
  method: "step";
  id?: number | null;
}

/** Lets the graph of the text take over from the running one, between two timestamps; if it cannot, that runs on. */
export interface Apply {
  method: "apply";
  id?: number | null;
}

/** Since when the new graph runs, and which models it did not have to load. */
export interface Applied {
  timestamp: number | null;
  kept_models: string[];
}

/** Asks for the options that can be changed while the graph runs. */
export interface Options {
  method: "options";
  id?: number | null;
}

/** These options. */
export interface LiveOptions {
  options: LiveOption[];
}

/** Changes an option of the running graph; the text stays as it is. */
export interface SetOption {
  method: "set_option";
  node: string;
  field: string;
  value: unknown;
  id?: number | null;
}

/** Names the streams whose packets the page wants, in place of those it wanted before. */
export interface Watch {
  method: "watch";
  streams: string[];
  id?: number | null;
}

/** Asks for the packets of the last seconds that were the newest at a timestamp, of the streams that are watched. */
export interface Seek {
  method: "seek";
  timestamp: number;
  id?: number | null;
}

/** Packets. */
export interface Packets {
  timestamp: number;
  packets: Packet[];
}

/** Asks for the last seconds as an MCAP file. */
export interface Export {
  method: "export";
  id?: number | null;
}

/** Where the page finds the file: a path of the server, for a single download. */
export interface Exported {
  path: string;
  name: string;
  size: number;
}

/**
 * Tells that the page has shown a packets event; the next one comes after that.
 *
 * `size` is the longest side, in pixels, at which it shows pictures: they are sent no larger, and with 640 at most.
 */
export interface Shown {
  method: "shown";
  number: number;
  size?: number;
}

/** A frame of the browser's camera, for one credit; `captured` is when it was taken, by the page's clock. */
export interface CameraFrame {
  method: "camera_frame";
  jpeg: Uint8Array;
  captured: number;
}

/** It has been done. */
export interface Done {
}

/**
 * Why something was not done.
 *
 * Codes: `refused` by a rule of the studio, `problems` where the graph is wrong (what is, is in `problems`),
 * `conflict` where the file has changed (`text` and `checksum` are the file's), `failed` for what went wrong
 * otherwise, `fault` for mistakes of ours.
 */
export interface Failure {
  code: "refused" | "problems" | "conflict" | "failed" | "fault";
  message: string;
  problems: Problem[];
  text: string;
  checksum: string;
}

/** The file has changed on the disk; `text` is None where it is gone or no text. */
export interface FileEvent {
  event: "file";
  text: string | null;
  checksum: string;
}

/** What is wrong with the text is something else now: other files have changed. */
export interface ProblemsEvent {
  event: "problems";
  revision: number;
  problems: Problem[];
}

/** The text as a drawing. */
export interface DrawingEvent {
  event: "drawing";
  revision: number;
  drawing: Drawing;
  places: Places;
}

/** The run's state; `number` counts runs. `message` says why it failed, or what a stalled one waits for. */
export interface RunEvent {
  event: "run";
  number: number;
  state: "idle" | "starting" | "running" | "paused" | "stalled" | "ended" | "failed";
  message: string;
  node: string;
  span: Span | null;
  place: FilePlace | null;
  input: Input | null;
}

/**
 * Figures of the last part of a second.
 *
 * `streams` are packets a second; `gates` are open (true) or closed; `waited_for` the nodes that all wait for;
 * `detector_rest` the share of frames, from 0 to 1, on which the palm detector rested; `latency` from when a picture
 * was fed (or captured by the browser's camera) until the last output of its timestamp.
 */
export interface FiguresEvent {
  event: "figures";
  number: number;
  timestamp: number | null;
  streams: Record<string, number>;
  nodes: Record<string, NodeFigures>;
  queues: QueueFigures[];
  gates: Record<string, boolean>;
  waited_for: string[];
  frames: number;
  fps: number;
  latency: number | null;
  dropped_frames: number;
  detector_rest: number | null;
}

/**
 * The newest packets of the streams that are watched; answered by `shown`, with its number.
 *
 * `run` is the number of the run that they are of. `captured` is when the frame was taken, by the page's clock, where
 * it comes from its camera. `first` and `last` are the timestamps that can be sought.
 */
export interface PacketsEvent {
  event: "packets";
  number: number;
  run: number;
  timestamp: number;
  packets: Packet[];
  captured: number | null;
  first: number;
  last: number;
}

/** The calls of the last part of a second, and the critical path of the last frame; `now` is in ms of the run. */
export interface TraceEvent {
  event: "trace";
  number: number;
  now: number;
  lanes: Lane[];
  path: FramePath | null;
}

/** The page may send one frame of its camera more. */
export interface CameraCredit {
  event: "camera_credit";
  credit: number;
}

/** Something to tell the user: a warning of the running graph, for one. */
export interface NoticeEvent {
  event: "notice";
  severity: "error" | "warning" | "note";
  message: string;
}

export type Packet =
  | PicturePacket
  | LandmarksPacket
  | WorldLandmarksPacket
  | DetectionsPacket
  | RectsPacket
  | LabelsPacket
  | NumberPacket
  | TextPacket;

export type AnyRequest =
  | HelloRequest
  | SetText
  | Complete
  | Describe
  | HoverRequest
  | Definition
  | Format
  | Rename
  | Palette
  | Insert
  | Save
  | Start
  | Stop
  | Pause
  | Resume
  | Step
  | Apply
  | Options
  | SetOption
  | Watch
  | Seek
  | Export
  | Shown
  | CameraFrame;

export type AnyResult =
  | Hello
  | Problems
  | Completions
  | Description
  | HoverResult
  | Targets
  | Edits
  | PaletteEntries
  | Saved
  | Applied
  | LiveOptions
  | Packets
  | Exported
  | Done;

export type AnyEvent =
  | FileEvent
  | ProblemsEvent
  | DrawingEvent
  | RunEvent
  | FiguresEvent
  | PacketsEvent
  | TraceEvent
  | CameraCredit
  | NoticeEvent;

/** The answer to the request with this `id`: one of the two. */
export type Reply =
  | { id: number; result: AnyResult; error?: never }
  | { id: number; result?: never; error: Failure };

/** What each method is answered with. */
export interface Results {
  hello: Hello;
  text: Problems;
  complete: Completions;
  describe: Description;
  hover: HoverResult;
  definition: Targets;
  format: Edits;
  rename: Edits;
  palette: PaletteEntries;
  insert: Edits;
  save: Saved;
  start: Done;
  stop: Done;
  pause: Done;
  resume: Done;
  step: Done;
  apply: Applied;
  options: LiveOptions;
  set_option: Done;
  watch: Done;
  seek: Packets;
  export: Exported;
  shown: never;
  camera_frame: never;
}
