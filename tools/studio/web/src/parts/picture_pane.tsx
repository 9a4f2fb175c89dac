/** The right pane: the picture, the moment that it shows, live options, and the inspector. */

import { useComputed, useSignal } from "@preact/signals";
import { Inspector } from "../picture/inspector";
import { drawableStreams, PictureView } from "../picture/picture_view";
import type { Packet } from "../protocol";
import { cameraLatency, figures, isActive, moment, run } from "../server/state";
import type { Studio } from "../server/studio";
import { LiveOptions } from "./live_options";

export function PicturePane({ studio }: { studio: Studio }) {
  const hidden = useSignal<ReadonlySet<string>>(new Set());
  const drawable = drawableStreams.value;
  const shows = useComputed(() => {
    const names = hidden.value;
    return (packet: Packet) => !names.has(packet.stream);
  });
  const toggle = (name: string): void => {
    const changed = new Set(hidden.value);
    if (!changed.delete(name)) changed.add(name);
    hidden.value = changed;
  };
  return (
    <section class="pane picture-pane" id="picture-pane" aria-label="Picture">
      <div class="bar">
        <h2>Picture</h2>
        <span class="gap" />
        <Latency />
      </div>
      <div class="scroll">
        <PictureView shows={shows} />
        <Moment studio={studio} />
        {drawable.length > 0 && (
          <fieldset class="chips">
            <legend class="said">Drawn over the picture</legend>
            {drawable.map((name) => (
              <label class="chip" key={name}>
                <input type="checkbox" checked={!hidden.value.has(name)} onChange={() => toggle(name)} />
                {name}
              </label>
            ))}
          </fieldset>
        )}
        {isActive.value && <LiveOptions studio={studio} />}
        <Inspector />
      </div>
    </section>
  );
}

function Latency() {
  return <span class="faint" id="latency">{latency()}</span>;
}

function latency(): string {
  if (!isActive.value) return "";
  if (cameraLatency.value !== null) return `${Math.round(cameraLatency.value)} ms from camera to page`;
  const inGraph = figures.value?.latency;
  return inGraph == null ? "" : `${Math.round(inGraph)} ms in the graph`;
}

/** The timestamp that is shown; moving it back holds the run. */
function Moment({ studio }: { studio: Studio }) {
  if (!moment.value || moment.value.last <= moment.value.first) return null;
  const { first, last, timestamp } = moment.value;
  const scrub = async (wanted: number): Promise<void> => {
    if (run.value?.state === "running") await studio.pause();
    await studio.seek(wanted);
  };
  return (
    <div class="moment">
      <input
        type="range" id="scrub" aria-label="Moment that is shown" min={first} max={Math.max(last, first + 1)} step="1" value={timestamp}
        aria-valuetext={seconds(timestamp)} onInput={(event) => void scrub(Number(event.currentTarget.value))}
      />
      <time id="moment">{seconds(timestamp)}</time>
      <button onClick={() => void studio.export()} title="The last seconds as an MCAP file">Export</button>
    </div>
  );
}

function seconds(timestamp: number): string {
  return `${(timestamp / 1e6).toFixed(3)} s`;
}
