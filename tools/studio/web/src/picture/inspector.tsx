/** The streams that the user looks at, inner ones, too. */

import { useComputed } from "@preact/signals";
import { inspected, packets, select, streamTypes } from "../server/state";
import { Content } from "./contents";

export function inspect(stream: string): void {
  if (!inspected.value.includes(stream)) inspected.value = [stream, ...inspected.value];
}

export function Inspector() {
  const types = streamTypes.value;
  const shown = inspected.value.filter((name) => types.has(name));
  return (
    <section class="inspector" aria-label="Inspector">
      <select
        id="inspect" aria-label="Inspect a stream" value=""
        onChange={(event) => {
          inspect(event.currentTarget.value);
          event.currentTarget.value = "";
        }}
      >
        <option value="">Inspect a stream …</option>
        {[...types].map(([name, type]) => <option value={name} key={name}>{type ? `${name}: ${type}` : name}</option>)}
      </select>
      {shown.map((name) => <Card name={name} type={types.get(name) ?? ""} key={name} />)}
    </section>
  );
}

function Card({ name, type }: { name: string; type: string }) {
  const packet = useComputed(() => packets.value.get(name)).value;
  const close = (): void => {
    inspected.value = inspected.value.filter((each) => each !== name);
  };
  return (
    <article class="card" data-stream={name} data-kind={packet?.kind ?? ""}>
      <header>
        <button class="link" onClick={() => select({ kind: "stream", name }, "elsewhere")} title="Show it in the graph">{name}</button>
        {packet && <time>{`${(packet.timestamp / 1e6).toFixed(3)} s`}</time>}
        <button class="icon" aria-label={`Stop inspecting ${name}`} onClick={close}>×</button>
      </header>
      <p class="type">{type}</p>
      {packet ? <Content packet={packet} /> : <p class="hint">No packet yet.</p>}
    </article>
  );
}
