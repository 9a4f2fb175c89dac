/** What the page does with the server: everything that changes the state goes through here. */

import { batch, effect } from "@preact/signals";
import { type AnyEvent, type Edit, type Fix, type Input, type LiveOption, type Packet, type PacketsEvent, PROTOCOL, type Results } from "../protocol";
import { reasonOf } from "../reason";
import { BrowserCamera } from "./browser_camera";
import { Connection, Gone, Refusal, type RequestFor } from "./connection";
import { Seldom } from "./seldom";
import * as state from "./state";
import { allDecoded, shownSize } from "../picture/overlay";
import { keepTrace } from "../time/kept_trace";

const TYPING_PAUSE = 150; // ms without a key until the text is checked
const BETWEEN_WORDS = 500; // ms in which pictures move on, and what is said of them stays

export class Studio {
  private readonly connection: Connection;
  private readonly camera = new BrowserCamera((jpeg, captured) =>
    this.connection.tell({ method: "camera_frame", jpeg, captured }),
  );
  private readonly words = new Seldom<PacketsEvent>(BETWEEN_WORDS, ({ timestamp, first, last, captured }) =>
    batch(() => {
      state.moment.value = { timestamp, first, last };
      state.cameraLatency.value = captured === null ? null : this.latency;
    }),
  );
  private isSought = false; // the user has chosen a moment: what comes late, of before, is not shown
  private latency = 0; // ms from the browser's camera to the page, of the newest picture
  private revision = 0;
  private sentText: string | null = null;
  private typing = 0;
  private hasLineFeeds = true; // else lines of the file end as on Windows

  constructor(url: string) {
    this.connection = new Connection(url, (event) => this.receive(event), (link) => this.linkChanged(link));
    effect(() => void this.watch([...new Set([...state.outerStreams.value, ...state.inspected.value])]));
  }

  ask<M extends keyof Results>(request: RequestFor<M>): Promise<Results[M]> {
    return this.connection.ask<M>(request);
  }

  // the text

  /** The user has typed; the server hears of it when they pause. */
  edited(text: string): void {
    state.text.value = text;
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => void this.sendText(), TYPING_PAUSE);
  }

  /** Lets the server have the text as it is now, before it is asked about it. */
  async sendText(): Promise<void> {
    clearTimeout(this.typing);
    const text = state.text.value;
    if (text === this.sentText) return;
    this.sentText = text;
    const revision = ++this.revision;
    try {
      const answer = await this.ask<"text">({ method: "text", text, revision });
      if (answer.revision === this.revision) state.problems.value = answer.problems;
    } catch (error) {
      this.sentText = null;
      this.complain(error);
    }
  }

  /** Asks something about the text as it is now; null where the server cannot say. */
  async askOfText<M extends keyof Results>(request: RequestFor<M>): Promise<Results[M] | null> {
    void this.sendText();
    try {
      return await this.ask<M>(request);
    } catch (error) {
      this.complain(error);
      return null;
    }
  }

  async save(): Promise<void> {
    const text = state.text.value;
    try {
      const saved = await this.ask<"save">({ method: "save", text: this.forDisk(text), checksum: state.base.value.checksum });
      batch(() => {
        state.base.value = { text, checksum: saved.checksum };
        state.conflict.value = null;
      });
    } catch (error) {
      if (error instanceof Refusal && error.failure.code === "conflict") {
        this.diskChanged(error.failure.text, error.failure.checksum);
      } else this.complain(error);
    }
  }

  /** The user has seen what the disk has, and has made `text` of both; it is saved only when they say so. */
  resolveConflict(text: string): void {
    const disk = state.conflict.value;
    if (!disk) return;
    batch(() => {
      state.base.value = disk;
      state.conflict.value = null;
      this.replaceText(text);
    });
  }

  /** Puts another text into the place of that which is edited. */
  replaceText(text: string): void {
    state.text.value = text;
    void this.sendText();
  }

  /** Puts a calculator behind a stream, and before one of its readers or, with "", all of them. */
  async insert(calculator: string, stream: string, reader: string): Promise<void> {
    const before = state.text.value;
    const answer = await this.askOfText<"insert">({ method: "insert", calculator, stream, reader });
    if (answer && state.text.value === before) this.replaceText(edited(before, answer.edits));
  }

  async rename(offset: number, name: string): Promise<void> {
    const before = state.text.value;
    const answer = await this.askOfText<"rename">({ method: "rename", offset, name });
    if (answer && state.text.value === before) this.replaceText(edited(before, answer.edits));
  }

  fix(fix: Fix): void {
    this.replaceText(edited(state.text.value, fix.edits));
  }

  say(message: string): void {
    state.notify("note", message);
  }

  // the run

  async start(input: Input | null): Promise<void> {
    await this.sendText();
    if (input?.kind === "browser" && !(await this.openCamera())) return;
    const text = state.text.value;
    if (await this.attempt({ method: "start", input, side: [...state.side.value] })) {
      state.runningText.value = text;
      await this.readOptions();
    } else this.camera.close();
  }

  async stop(): Promise<void> {
    this.camera.close();
    await this.attempt({ method: "stop" });
  }

  pause = (): Promise<boolean> => this.attempt({ method: "pause" });
  resume = (): Promise<boolean> => this.attempt({ method: "resume" });
  step = (): Promise<boolean> => {
    this.isSought = false;
    return this.attempt({ method: "step" });
  };

  async apply(): Promise<void> {
    await this.sendText();
    const text = state.text.value;
    try {
      const { kept_models: kept } = await this.ask<"apply">({ method: "apply" });
      state.runningText.value = text;
      state.notify("note", `The new graph runs${kept.length ? `; not loaded again: ${kept.join(", ")}` : ""}.`);
      await this.readOptions();
    } catch (error) {
      this.complain(error, "The old graph runs on");
    }
  }

  async setOption({ node, field, live }: LiveOption, value: unknown): Promise<void> {
    if (!(await this.attempt({ method: "set_option", node, field, value }))) await this.readOptions();
    else if (!live && state.isActive.value) {
      state.notify("note", `The graph has begun anew with another ${field}: what its nodes remembered is gone.`);
    }
  }

  async seek(timestamp: number): Promise<void> {
    this.isSought = true;
    try {
      const found = await this.ask<"seek">({ method: "seek", timestamp });
      this.words.showNewest();
      batch(() => {
        state.packets.value = new Map(byStream(found.packets));
        if (state.moment.value) state.moment.value = { ...state.moment.value, timestamp: found.timestamp };
      });
    } catch (error) {
      this.complain(error);
    }
  }

  /** Lets the browser download the last seconds. */
  async export(): Promise<void> {
    try {
      const made = await this.ask<"export">({ method: "export" });
      const anchor = document.createElement("a");
      anchor.href = made.path;
      anchor.download = made.name;
      anchor.click();
    } catch (error) {
      this.complain(error);
    }
  }

  private async openCamera(): Promise<boolean> {
    try {
      await this.camera.open();
      return true;
    } catch (error) {
      state.notify("error", `The browser's camera cannot be used: ${reasonOf(error)}`);
      return false;
    }
  }

  private async attempt(request: RequestFor<"start" | "stop" | "pause" | "resume" | "step" | "set_option">): Promise<boolean> {
    try {
      await this.ask(request);
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  private async readOptions(): Promise<void> {
    const answer = await this.askOfText<"options">({ method: "options" });
    if (answer) state.options.value = answer.options;
  }

  private async watch(streams: string[]): Promise<void> {
    if (state.link.value !== "open" || !state.hello.value) return;
    try {
      await this.ask<"watch">({ method: "watch", streams });
      const shown = state.moment.peek();
      if (this.isSought && shown) await this.seek(shown.timestamp); // with the packets that the streams had then
    } catch (error) {
      this.complain(error);
    }
  }

  // what the server says

  private linkChanged(link: typeof state.link.value): void {
    batch(() => {
      state.link.value = link;
      if (link === "lost") {
        this.camera.close();
        this.sentText = null;
        state.run.value = null;
        state.figures.value = null;
      }
    });
    if (link === "open") void this.greet();
  }

  private async greet(): Promise<void> {
    try {
      const hello = await this.ask<"hello">({ method: "hello", protocol: PROTOCOL });
      this.hasLineFeeds = !hello.text.includes("\r\n");
      const isFirst = state.hello.value === null;
      batch(() => {
        state.hello.value = hello;
        if (isFirst) {
          const text = unified(hello.text);
          state.base.value = { text, checksum: hello.checksum };
          state.text.value = text;
          state.side.value = hello.side;
        } else this.diskChanged(hello.text, hello.checksum);
      });
      await this.sendText();
    } catch (error) {
      this.complain(error);
    }
  }

  private receive(event: AnyEvent): void {
    switch (event.event) {
      case "file":
        return this.diskChanged(event.text, event.checksum);
      case "problems":
        if (event.revision === this.revision) state.problems.value = event.problems;
        return;
      case "drawing":
        state.drawn.value = event;
        return;
      case "run":
        return this.runChanged(event);
      case "figures":
        state.figures.value = event;
        return;
      case "packets":
        if (event.run !== state.run.value?.number) return;
        return void this.showPackets(event);
      case "trace":
        keepTrace(event);
        state.trace.value = event;
        return;
      case "camera_credit":
        this.camera.credit(event.credit);
        return;
      case "notice":
        return state.notify(event.severity, event.message);
    }
  }

  /** Shows what streams carried, and says when it is there: the next packets come after that. */
  private async showPackets(event: PacketsEvent): Promise<void> {
    if (event.captured !== null) this.latency = performance.now() - event.captured;
    if (!this.isSought) {
      state.packets.value = new Map([...state.packets.value, ...byStream(event.packets)]);
      await allDecoded(); // what is said of them changes with the pictures, so that the browser draws once for both
      if (!this.isSought && event.run === state.run.value?.number) this.words.put(event);
      if (state.run.value?.state !== "running") this.words.showNewest();
    }
    requestAnimationFrame(() => this.connection.tell({ method: "shown", number: event.number, size: shownSize() }));
  }

  private runChanged(event: Extract<AnyEvent, { event: "run" }>): void {
    const before = state.run.value;
    if (event.state === "running") this.isSought = false;
    this.words.showNewest();
    batch(() => {
      state.run.value = event;
      if (before?.number !== event.number) state.packets.value = new Map();
    });
    if (event.state === "failed") state.notify("error", event.message);
    if (before && before.number === event.number && ["ended", "failed", "idle"].includes(event.state)) this.camera.close();
  }

  /** The disk has another text: it is taken over where nothing is lost, else the user is asked. */
  private diskChanged(raw: string | null, checksum: string): void {
    const text = raw === null ? null : unified(raw);
    if (checksum === state.base.value.checksum) return;
    if (text === state.text.value) {
      state.base.value = { text, checksum };
      state.conflict.value = null;
    } else if (text !== null && !state.isDirty.value) {
      state.base.value = { text, checksum };
      this.replaceText(text);
      state.notify("note", "The file has changed on the disk; this is its new text.");
    } else state.conflict.value = { text, checksum };
  }

  private forDisk(text: string): string {
    return this.hasLineFeeds ? text : text.replaceAll("\n", "\r\n");
  }

  private complain(error: unknown, prefix = ""): void {
    if (error instanceof Gone) return; // the page says so as long as it lasts
    if (error instanceof Refusal) state.notify("error", prefix ? `${prefix}: ${error.message}` : error.message);
    else throw error;
  }
}

/** A text with the line ends that the editor has. */
function unified(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function byStream(packets: Packet[]): [string, Packet][] {
  return packets.map((packet) => [packet.stream, packet]);
}

function edited(text: string, edits: Edit[]): string {
  const fromTheEnd = [...edits].sort((one, other) => other.start - one.start);
  return fromTheEnd.reduce((made, edit) => made.slice(0, edit.start) + edit.text + made.slice(edit.end), text);
}
