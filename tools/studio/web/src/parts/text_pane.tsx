/** The pane with the text: the editor, and what is wrong with the text below it. */

import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Places, Problem } from "../protocol";
import {
  drawn, isDirty, problems, select, selectedIn, selection, type Selection, tab, text, wantedPlace,
} from "../server/state";
import type { Studio } from "../server/studio";

type Editor = import("../editor/editor").Editor;

export function TextPane({ studio }: { studio: Studio }) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const failed = useSignal("");
  const renaming = useSignal<{ offset: number; word: string } | null>(null);
  useEffect(() => {
    let stop = (): void => {};
    let isGone = false;
    import("../editor/editor").then(({ Editor: Made }) => {
      if (isGone) return;
      const made = new Made(place.current!, text.value, studio, {
        edited: (value) => studio.edited(value),
        moved: (offset) => selectAt(offset),
        rename: (offset, word) => (renaming.value = { offset, word }),
      });
      editor.current = made;
      stop = follow(made);
    }).catch((error: unknown) => (failed.value = `The editor could not be loaded: ${String(error)}`));
    return () => {
      isGone = true;
      stop();
      editor.current?.close();
    };
  }, []);
  return (
    <section class="pane text-pane" id="text-pane" aria-label="Text">
      <div class="bar">
        <h2>Text</h2>
        <span class="faint">{isDirty.value ? "not saved" : ""}</span>
        <span class="gap" />
        <button onClick={() => editor.current?.undo()} title="Undo (Ctrl+Z)" aria-label="Undo">↶</button>
        <button onClick={() => editor.current?.redo()} title="Redo (Ctrl+Y)" aria-label="Redo">↷</button>
        <button onClick={() => void editor.current?.format()} title="Format (Shift+Alt+F)">Format</button>
      </div>
      <div class="editor" ref={place} />
      {failed.value && <p class="hint">{failed.value}</p>}
      <ProblemList studio={studio} />
      {renaming.value && <Rename studio={studio} at={renaming.value} close={() => (renaming.value = null)} />}
    </section>
  );
}

/** Lets the editor follow what the page knows; gives what ends that. */
function follow(editor: Editor): () => void {
  const ends = [
    effect(() => editor.setText(text.value)),
    effect(() => editor.showProblems(problems.value)),
    effect(() => {
      const spans = spansOf(selection.value, drawn.value?.places);
      editor.choose(spans[0] ?? null, selectedIn.value !== "text");
    }),
    effect(() => {
      if (wantedPlace.value) editor.goTo(wantedPlace.value.offset);
    }),
  ];
  return () => ends.forEach((end) => end());
}

function spansOf(chosen: Selection | null, places: Places | undefined): { start: number; end: number }[] {
  if (!chosen || !places) return [];
  if (chosen.kind === "stream") return places.streams[chosen.name] ?? [];
  const names = chosen.id.split("__"); // what is inside of another file is shown by the node that names it
  for (let depth = names.length; depth > 0; depth -= 1) {
    const id = depth === names.length ? chosen.id : `${names.slice(0, depth).join("__")}/`;
    const span = places.boxes[id];
    if (span) return [span];
  }
  return [];
}

/** Selects the stream or the node that the text has at an offset. */
function selectAt(offset: number): void {
  const places = drawn.value?.places;
  if (!places) return;
  const inside = ({ start, end }: { start: number; end: number }): boolean => start <= offset && offset <= end;
  const stream = Object.entries(places.streams).find(([, spans]) => spans.some(inside));
  if (stream) return select({ kind: "stream", name: stream[0] }, "text");
  const boxes = Object.entries(places.boxes).filter(([, span]) => inside(span));
  boxes.sort(([, one], [, other]) => one.end - one.start - (other.end - other.start));
  select(boxes[0] ? { kind: "box", id: boxes[0][0] } : null, "text");
}

/** Asks for the new name of what is at the cursor. */
function Rename({ studio, at, close }: { studio: Studio; at: { offset: number; word: string }; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    dialog.current!.showModal();
    field.current!.select();
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    const name = field.current!.value;
    if (name && name !== at.word) void studio.rename(at.offset, name);
    close();
  };
  return (
    <dialog ref={dialog} onClose={close} aria-label="Rename">
      <form class="row" onSubmit={submit}>
        <label>New name of {at.word || "this"} <input type="text" ref={field} defaultValue={at.word} /></label>
        <button class="primary">Rename</button>
        <button type="button" onClick={close}>Cancel</button>
      </form>
    </dialog>
  );
}

function ProblemList({ studio }: { studio: Studio }) {
  if (!problems.value.length) return null;
  return (
    <ul class="problems" aria-label="Problems">
      {problems.value.map((problem, index) => <ProblemLine problem={problem} studio={studio} key={index} />)}
    </ul>
  );
}

function ProblemLine({ problem, studio }: { problem: Problem; studio: Studio }) {
  const go = (): void => {
    tab.value = "text";
    wantedPlace.value = { offset: problem.start };
  };
  const line = text.value.slice(0, problem.start).split("\n").length;
  return (
    <li class={problem.severity}>
      <button class="link" onClick={go}>{`${problem.severity}, line ${line}`}</button>
      <span>{problem.message}</span>
      {problem.hint && <span class="faint">{problem.hint}</span>}
      {problem.fixes.map((fix) => <button class="fix" onClick={() => studio.fix(fix)} key={fix.title}>{fix.title}</button>)}
    </li>
  );
}
