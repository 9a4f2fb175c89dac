/** The pane at the bottom: who worked when, and what the last frame had to wait for. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { milliseconds } from "../graph/live";
import type { PathStep } from "../protocol";
import { select, selection, trace } from "../server/state";
import { keptLanes } from "../time/kept_trace";
import { colourOf, drawLanes, lanesWidth, sliceAt } from "../time/lanes";
import { moved, NEWEST, type TimeChoice, windowOf, zoomed } from "../time/time_window";

const STEP = 0.25; // of what is shown, by an arrow key
const STILL = 3; // px that a click may move

export function TimePane() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const choice = useSignal<TimeChoice>(NEWEST);
  const drag = useRef<{ x: number; choice: TimeChoice; isClick: boolean } | null>(null);
  const tip = useSignal("");
  const chosen = selection.value?.kind === "box" ? selection.value.id : "";
  const now = trace.value?.now ?? 0;
  const number = trace.value?.number;
  const shown = windowOf(choice.value, now);
  const isNewest = choice.value.end === null;
  const move = (by: number): void => void (choice.value = moved(choice.value, by, now));
  const zoom = (by: number): void => void (choice.value = zoomed(choice.value, by, now));
  const goOn = (): void => void (choice.value = { ...choice.value, end: null });
  useEffect(() => {
    goOn(); // another run has begun
  }, [number]);
  useEffect(() => {
    if (canvas.current && trace.value) drawLanes(canvas.current, keptLanes(), shown, chosen);
  }, [trace.value, choice.value, chosen]);
  const find = (event: MouseEvent): ReturnType<typeof sliceAt> => {
    const around = canvas.current!.getBoundingClientRect();
    return sliceAt(canvas.current!, keptLanes(), shown, event.clientX - around.left, event.clientY - around.top);
  };
  const hover = (event: PointerEvent): void => {
    if (drag.current) return pull(event);
    const slice = find(event);
    tip.value = slice ? `${slice.node} ${slice.phase}, ${milliseconds(slice.end - slice.start)}` : "";
  };
  const pull = (event: PointerEvent): void => {
    const { x, choice: before } = drag.current!;
    if (Math.abs(event.clientX - x) > STILL) drag.current!.isClick = false;
    if (!drag.current!.isClick) choice.value = moved(before, (x - event.clientX) / lanesWidth(canvas.current!), now);
  };
  const press = (event: PointerEvent): void => {
    canvas.current!.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, choice: { ...choice.value, end: shown.end }, isClick: true };
  };
  const release = (event: PointerEvent): void => {
    const slice = drag.current?.isClick && find(event);
    drag.current = null;
    if (slice) select({ kind: "box", id: slice.node }, "elsewhere");
  };
  const key = (event: KeyboardEvent): void => {
    const actions: Record<string, () => void> = {
      ArrowLeft: () => move(-STEP), ArrowRight: () => move(STEP), "+": () => zoom(-1), "-": () => zoom(1), End: goOn,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  return (
    <section class="pane time-pane" id="time-pane" aria-label="Time">
      <div class="bar">
        <h2>Time</h2>
        <CriticalPath />
        <span class="gap" />
        <span class="faint">{tip.value}</span>
        <button onClick={() => move(-2 * STEP)} aria-label="Earlier" title="Earlier (←)">‹</button>
        <button onClick={() => move(2 * STEP)} disabled={isNewest} aria-label="Later" title="Later (→)">›</button>
        <button id="now" onClick={goOn} disabled={isNewest} title="The newest (End)">Now</button>
        <button onClick={() => zoom(-1)} aria-label="Shorter time" title="Shorter time (+)">+</button>
        <button onClick={() => zoom(1)} aria-label="Longer time" title="Longer time (−)">−</button>
        <span class="faint">{shown.span < 1000 ? `${shown.span} ms` : `${shown.span / 1000} s`}</span>
      </div>
      <div class="lanes">
        <canvas ref={canvas} role="img" tabindex={0} data-end={Math.round(shown.end)}
          aria-label="Calls of the nodes by thread; click one to select its node, drag to go back"
          onPointerMove={hover} onPointerLeave={() => (tip.value = "")} onPointerDown={press} onPointerUp={release}
          onPointerCancel={() => (drag.current = null)} onKeyDown={key} />
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
