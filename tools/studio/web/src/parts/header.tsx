/** The head of the page: the file, and the run. */

import { signal } from "@preact/signals";
import type { Input } from "../protocol";
import { canApply, errors, figures, hello, isActive, isDirty, link, run } from "../server/state";
import type { Studio } from "../server/studio";
import { SidePackets } from "./side_packets";
import { ThemeButton } from "./theme_button";

/** The input that the next run takes, by its kind and name; empty for the first that there is. */
const chosenInput = signal("");

export function Header({ studio }: { studio: Studio }) {
  return (
    <header class="head">
      <h1>
        {fileName(hello.value?.file ?? "")}
        {isDirty.value && <span class="dot" role="img" aria-label="not saved" title="Not saved" />}
      </h1>
      <button id="save" disabled={!isDirty.value || link.value !== "open"} onClick={() => void studio.save()} title="Save (Ctrl+S)">Save</button>
      <RunControls studio={studio} />
      <p class="state" id="state" role="status">{stateText()}</p>
      <ThemeButton />
    </header>
  );
}

function RunControls({ studio }: { studio: Studio }) {
  const state = run.value?.state;
  const isOpen = link.value === "open";
  const inputs = hello.value?.inputs ?? [];
  return (
    <div class="run" role="group" aria-label="Run">
      <select id="input" aria-label="Where pictures come from" value={chosenInput.value || (inputs[0] ? keyOf(inputs[0]) : "")} disabled={isActive.value}
        onChange={(event) => (chosenInput.value = event.currentTarget.value)}>
        {inputs.map((input) => <option value={keyOf(input)} key={keyOf(input)}>{input.label}</option>)}
      </select>
      <SidePackets />
      {isActive.value
        ? <button id="stop" class="stop" onClick={() => void studio.stop()}>■ Stop</button>
        : (
          <button id="run" class="primary" disabled={!isOpen || errors.value.length > 0} onClick={() => startRun(studio)}
            title={errors.value.length ? "The graph has errors" : "Run (Ctrl+Enter)"}>▶ Run</button>
        )}
      {isActive.value && (
        <>
          {state === "paused"
            ? <button id="resume" onClick={() => void studio.resume()}>Resume</button>
            : <button id="pause" disabled={state !== "running"} onClick={() => void studio.pause()}>Pause</button>}
          <button id="step" disabled={state !== "paused"} onClick={() => void studio.step()} title="One timestamp more">Step</button>
          <button id="apply" class={canApply.value ? "primary" : ""} disabled={!canApply.value || errors.value.length > 0}
            onClick={() => void studio.apply()} title="Swap the running graph for this text (Ctrl+Enter)">Apply</button>
        </>
      )}
    </div>
  );
}

export function startRun(studio: Studio): void {
  const inputs = hello.value?.inputs ?? [];
  const input = inputs.find((each) => keyOf(each) === chosenInput.value) ?? inputs[0] ?? null;
  void studio.start(input);
}

function keyOf(input: Input): string {
  return `${input.kind}:${input.name}`;
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function stateText(): string {
  const state = run.value?.state ?? "idle";
  if (state === "idle") return "";
  if (state !== "running" || !figures.value) return state;
  return figureWords().join(" · ");
}

/** What the figures say in a few words. */
export function figureWords(): string[] {
  const current = figures.value;
  if (!current) return [];
  const words = [`${Math.round(current.fps)} frames a second`];
  if (current.detector_rest !== null) words.push(`palm detector rested on ${Math.floor(current.detector_rest * 100)} % of frames`);
  if (current.dropped_frames) words.push(`${current.dropped_frames} frames dropped`);
  return words;
}
