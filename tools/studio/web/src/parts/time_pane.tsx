/** The pane at the bottom: who worked when, and what the last frame had to wait for. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { milliseconds } from "../graph/live";
import type { PathStep } from "../protocol";
import { select, selection, trace } from "../server/state";
import { keptLanes } from "../time/kept_trace";
import { colourOf, drawLanes, sliceAt, type Window } from "../time/lanes";

const SPANS = [50, 100, 250, 500, 1000, 2500, 5000, 10000]; // ms

export function TimePane() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const zoom = useSignal(4);
  const tip = useSignal("");
  const chosen = selection.value?.kind === "box" ? selection.value.id : "";
  const shown: Window = { end: trace.value?.now ?? 0, span: SPANS[zoom.value]! };
  useEffect(() => {
    if (canvas.current && trace.value) drawLanes(canvas.current, keptLanes(), shown, chosen);
  }, [trace.value, zoom.value, chosen]);
  const find = (event: MouseEvent): ReturnType<typeof sliceAt> => {
    const around = canvas.current!.getBoundingClientRect();
    return sliceAt(canvas.current!, keptLanes(), shown, event.clientX - around.left, event.clientY - around.top);
  };
  const hover = (event: MouseEvent): void => {
    const slice = find(event);
    tip.value = slice ? `${slice.node} ${slice.phase}, ${milliseconds(slice.end - slice.start)}` : "";
  };
  const click = (event: MouseEvent): void => {
    const slice = find(event);
    if (slice) select({ kind: "box", id: slice.node }, "elsewhere");
  };
  const change = (by: number): void => {
    zoom.value = Math.max(0, Math.min(SPANS.length - 1, zoom.value + by));
  };
  return (
    <section class="pane time-pane" id="time-pane" aria-label="Time">
      <div class="bar">
        <h2>Time</h2>
        <CriticalPath />
        <span class="gap" />
        <span class="faint">{tip.value}</span>
        <button onClick={() => change(-1)} aria-label="Shorter time" title="Shorter time">+</button>
        <button onClick={() => change(1)} aria-label="Longer time" title="Longer time">−</button>
        <span class="faint">{shown.span < 1000 ? `${shown.span} ms` : `${shown.span / 1000} s`}</span>
      </div>
      <div class="lanes">
        <canvas ref={canvas} role="img" aria-label="Calls of the nodes by thread; click one to select its node"
          onMouseMove={hover} onMouseLeave={() => (tip.value = "")} onClick={click} />
        {!trace.value && <p class="hint over">While the graph runs, each thread has a lane here.</p>}
      </div>
    </section>
  );
}

/** The steps that the last frame had to wait for, as wide as they were long. */
function CriticalPath() {
  const path = trace.value?.path;
  if (!path) return null;
  const sum = path.steps.reduce((all, step) => all + step.took, 0) || 1;
  return (
    <div class="path" role="group" aria-label={`Critical path of the last frame: ${milliseconds(path.latency)}`}>
      <span class="faint">{`last frame ${milliseconds(path.latency)}:`}</span>
      {path.steps.filter((step) => step.took / sum > 0.02).map((step, index) => <Step step={step} share={step.took / sum} key={index} />)}
    </div>
  );
}

function Step({ step, share }: { step: PathStep; share: number }) {
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    place.current!.style.flexGrow = String(share);
    place.current!.style.borderColor = colourOf(step.node);
  });
  const name = step.node.replace(/^.*__/, "").replace(/Calculator(_\d+)?$/, "$1");
  return (
    <button ref={place} class="step" onClick={() => select({ kind: "box", id: step.node }, "elsewhere")}
      title={`${step.node}: took ${milliseconds(step.took)}, after waiting ${milliseconds(step.waited)}`}>
      {`${name} ${milliseconds(step.took)}`}
    </button>
  );
}
