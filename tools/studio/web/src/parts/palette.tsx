/** The palette: calculators by name, port type and docs, to be put into the graph. */

import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { PaletteEntry } from "../protocol";
import { drawn, selection, streamTypes } from "../server/state";
import type { Studio } from "../server/studio";

export const paletteIsOpen = signal(false);

export function Palette({ studio }: { studio: Studio }) {
  const query = useSignal("");
  const stream = useSignal(selection.value?.kind === "stream" ? selection.value.name : "");
  const reader = useSignal("");
  const entries = useSignal<PaletteEntry[]>([]);
  const isDragged = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (selection.value?.kind === "stream") stream.value = selection.value.name;
  }, [selection.value]);
  useEffect(() => {
    let isLate = false;
    void studio.askOfText<"palette">({ method: "palette", query: query.value, stream: stream.value }).then((answer) => {
      if (!isLate && answer) entries.value = answer.entries;
    });
    return () => {
      isLate = true;
    };
  }, [query.value, stream.value]);
  const drag = (event: DragEvent, calculator: string): void => {
    event.dataTransfer?.setData("text/x-calculator", calculator);
    setTimeout(() => (isDragged.value = true)); // not at once: what the drag began on has to be there
  };
  const close = (): void => {
    paletteIsOpen.value = false;
  };
  const edges = (drawn.value?.drawing.edges ?? []).filter((edge) => edge.kind === "stream" && edge.name === stream.value);
  const readers = [...new Set(edges.map((edge) => edge.target.at(-1)!.box))].filter((id) => id !== "/");
  return (
    <aside class={`palette ${isDragged.value ? "dragged" : ""}`} aria-label="Palette" onDragEnd={() => (isDragged.value = false)}
      onKeyDown={(event) => event.key === "Escape" && close()}>
      <button class="close" aria-label="Close" onClick={close}>×</button>
      <h2>Palette</h2>
      <input ref={field} type="search" id="palette-query" placeholder="Name, port type or words" aria-label="Search calculators"
        value={query.value} onInput={(event) => (query.value = event.currentTarget.value)} />
      <label>
        behind
        <select id="palette-stream" value={stream.value} onChange={(event) => (stream.value = event.currentTarget.value)}>
          <option value="">choose a stream</option>
          {[...streamTypes.value.keys()].map((name) => <option value={name} key={name}>{name}</option>)}
        </select>
      </label>
      {readers.length > 1 && (
        <label>
          before
          <select value={reader.value} onChange={(event) => (reader.value = event.currentTarget.value)}>
            <option value="">all readers</option>
            {readers.map((id) => <option value={id} key={id}>{id}</option>)}
          </select>
        </label>
      )}
      <ul>
        {entries.value.map((entry) => (
          <li key={entry.name} class={stream.value && !entry.fits ? "misfit" : ""} draggable
            onDragStart={(event) => drag(event, entry.name)}>
            <div class="grow">
              <strong>{entry.name}</strong>
              <p>{entry.summary}</p>
              <p class="type">{ports(entry)}</p>
            </div>
            <button disabled={!stream.value || !entry.fits} onClick={() => void studio.insert(entry.name, stream.value, reader.value)}
              aria-label={`Insert ${entry.name}`}>Insert</button>
          </li>
        ))}
      </ul>
    </aside>
  );
}

function ports(entry: PaletteEntry): string {
  const words = (list: PaletteEntry["inputs"]): string => list.map((port) => `${port.tag ? `${port.tag}:` : ""}${port.type || "any"}`).join(", ");
  return `${words(entry.inputs) || "–"} → ${words(entry.outputs) || "–"}`;
}
