/** The page of `--demo`: a camera, hands, and nothing to set. */

import { computed, signal, useSignal } from "@preact/signals";
import type { Packet } from "../protocol";
import { labelWords, SpaceContent } from "../picture/contents";
import { PictureView } from "../picture/picture_view";
import { cameraLatency, errors, figures, hello, isActive, link, packets } from "../server/state";
import type { Studio } from "../server/studio";
import { Messages } from "./messages";
import { ThemeButton } from "./theme_button";

const isLandmarks = signal((packet: Packet): boolean => packet.kind === "landmarks");
const handedness = computed(() => {
  const packet = packets.value.get("handedness");
  return packet?.kind === "labels" ? labelWords(packet).join(", ") : null;
});

export function Demo({ studio, openEditor }: { studio: Studio; openEditor: () => void }) {
  const inputs = hello.value?.inputs ?? [];
  const camera = inputs.find((input) => input.kind === "browser");
  const clip = inputs.find((input) => input.kind === "demo");
  const isReady = link.value === "open" && errors.value.length === 0;
  return (
    <div class="demo">
      <header class="head">
        <h1>Hand tracking</h1>
        <span class="gap" />
        <button id="open-editor" onClick={openEditor}>Look inside</button>
        <ThemeButton />
      </header>
      <Messages />
      <main class="stage">
        <PictureView shows={isLandmarks} hint="Pictures stay on this machine." />
        <div class="beside">
          {isActive.value
            ? <button id="stop" class="large stop" onClick={() => void studio.stop()}>Stop</button>
            : (
              <>
                <button id="start-camera" class="large primary" disabled={!isReady || !camera} onClick={() => camera && void studio.start(camera)}>
                  Show my hands
                </button>
                {clip && <button id="start-clip" disabled={!isReady} onClick={() => void studio.start(clip)}>Show a clip instead</button>}
              </>
            )}
          <Figures />
          <World />
        </div>
      </main>
    </div>
  );
}

function Figures() {
  const current = figures.value;
  if (!isActive.value || !current) return null;
  return (
    <dl class="figures" id="demo-figures">
      <Figure value={String(Math.round(current.fps))} words="frames a second" />
      {current.detector_rest !== null && <Figure value={`${Math.floor(current.detector_rest * 100)} %`} words="of frames on which the palm detector rested" />}
      {cameraLatency.value !== null && <Figure value={`${Math.round(cameraLatency.value)} ms`} words="from camera to page" />}
      {handedness.value !== null && <Figure value={handedness.value} words="handedness" />}
    </dl>
  );
}

function Figure({ value, words }: { value: string; words: string }) {
  return <div><dt>{words}</dt><dd>{value}</dd></div>;
}

/** The hands in space, as soon as there are some. */
function World() {
  const world = [...packets.value.values()].find((packet) => packet.kind === "world_landmarks");
  const seen = useSignal(false);
  if (world) seen.value = true;
  return seen.value && world?.kind === "world_landmarks" ? <div class="card"><SpaceContent packet={world} /></div> : null;
}
