/** The pane with the drawing: what is selected is explained in a corner of it, and the palette opens over it. */

import { effect, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { boxDetails } from "../../../../drawing/web/src/details";
import { GraphCanvas } from "../graph/graph_canvas";
import type { Layouter } from "../graph/layouter";
import { inspect } from "../picture/inspector";
import { drawn, figures, isActive, select, selectedIn, selection, streamTypes, tab } from "../server/state";
import type { Studio } from "../server/studio";
import { fileName } from "./header";
import { Palette, paletteIsOpen } from "./palette";

interface Tip {
  text: string;
  x: number;
  y: number;
}

export function GraphPane({ studio, layouter }: { studio: Studio; layouter: Layouter }) {
  const svg = useRef<SVGSVGElement>(null);
  const canvas = useRef<GraphCanvas | null>(null);
  const tip = useSignal<Tip | null>(null);
  const words = useSignal("");
  useEffect(() => {
    const made = new GraphCanvas(svg.current!, layouter, {
      choose: (chosen) => select(chosen, "graph"),
      tip: (text, x, y) => (tip.value = text ? { text, x, y } : null),
      laidOut: (milliseconds) => svg.current?.setAttribute("data-laid-out", milliseconds.toFixed(0)),
      say: (text) => (words.value = text),
    });
    canvas.current = made;
    const ends = [
      effect(() => {
        if (drawn.value) void made.show(drawn.value.drawing);
      }),
      effect(() => made.setFigures(isActive.value ? figures.value : null)),
      effect(() => made.setSelection(selection.value, selectedIn.value !== "graph")),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  const act = (action: (made: GraphCanvas) => void) => () => canvas.current && action(canvas.current);
  const nodes = drawn.value?.drawing.nodes ?? [];
  const drop = (event: DragEvent): void => {
    const calculator = event.dataTransfer?.getData("text/x-calculator");
    const target = event.target as Element;
    const stream = target.closest("[data-stream]")?.getAttribute("data-stream");
    if (!calculator) return;
    event.preventDefault();
    if (stream) void studio.insert(calculator, stream, canvas.current?.readerAt(target) ?? "");
    else studio.say("Drop it on a stream: there it is put in between.");
  };
  return (
    <section class="pane graph-pane" id="graph-pane" aria-label="Graph">
      <div class="bar">
        <h2>Graph</h2>
        <span class="faint" id="graph-counts">{nodes.length ? `${nodes.length} nodes` : ""}</span>
        <span class="gap" />
        <Find nodes={nodes.map((node) => node.name)} reveal={(id) => void canvas.current?.reveal(id)} />
        <button onClick={() => (paletteIsOpen.value = !paletteIsOpen.value)} aria-expanded={paletteIsOpen.value} title="Calculators to insert (Ctrl+K)">Palette</button>
        {Boolean(drawn.value?.drawing.groups.length) && (
          <>
            <button onClick={act((made) => made.openAll())}>Open all</button>
            <button onClick={act((made) => made.closeAll())}>Close all</button>
          </>
        )}
        <button onClick={act((made) => made.scaleBy(0.8))} aria-label="Smaller" title="Smaller (−)">−</button>
        <button onClick={act((made) => made.scaleBy(1.25))} aria-label="Larger" title="Larger (+)">+</button>
        <button onClick={act((made) => made.fit())} title="Show all (F)">Fit</button>
      </div>
      <div class="sheet">
        <svg ref={svg} id="graph" role="group" aria-label="Drawing of the graph" tabindex={0} onDragOver={(event) => event.preventDefault()} onDrop={drop} />
        {words.value && <p class="hint over" role="status">{words.value}</p>}
        <Details reveal={(id) => void canvas.current?.reveal(id)} />
        {paletteIsOpen.value && <Palette studio={studio} />}
        {tip.value && <TipBox tip={tip.value} />}
      </div>
    </section>
  );
}

function Find({ nodes, reveal }: { nodes: string[]; reveal: (id: string) => void }) {
  const find = (event: { currentTarget: HTMLInputElement }): void => {
    const wanted = event.currentTarget.value.toLowerCase();
    const found = wanted && (nodes.find((name) => name.toLowerCase() === wanted) ?? nodes.find((name) => name.toLowerCase().includes(wanted)));
    if (found) reveal(found);
  };
  return (
    <>
      <input type="search" id="find" list="node-names" placeholder="Find a node" aria-label="Find a node" onChange={find} />
      <datalist id="node-names">{nodes.map((name) => <option value={name} key={name} />)}</datalist>
    </>
  );
}

function TipBox({ tip }: { tip: Tip }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = place.current!;
    const around = box.parentElement!.getBoundingClientRect();
    const left = Math.min(tip.x - around.left + 14, around.width - box.offsetWidth - 6);
    const top = Math.min(tip.y - around.top + 16, around.height - box.offsetHeight - 6);
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${Math.max(4, top)}px`;
  }, [tip]);
  return <div class="tip" role="tooltip" ref={place}>{tip.text}</div>;
}

/** What is known of the node or stream that is selected. */
function Details({ reveal }: { reveal: (id: string) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const chosen = selection.value;
  const drawing = drawn.value?.drawing;
  const id = chosen?.kind === "box" ? chosen.id : "";
  const box = drawing && [...drawing.groups, ...drawing.nodes].find((each) => each.id === id);
  useEffect(() => {
    if (!drawing || !box || !place.current) return;
    const near = box.place && { ...box.place, file: fileName(box.place.file) };
    boxDetails(place.current, drawing, { ...box, place: near }, reveal, () => select(null, "graph"));
  }, [drawing, box]);
  if (chosen?.kind === "stream" && streamTypes.value.has(chosen.name)) return <StreamDetails name={chosen.name} />;
  if (!box) return null;
  return (
    <aside class="details" aria-label="Selected node">
      <div ref={place} />
      <p class="row">
        {box.outputs.map((port) => <button onClick={() => look(port.name)} key={port.name}>{`Inspect ${port.name.replace(/^.*__/, "")}`}</button>)}
      </p>
    </aside>
  );
}

function StreamDetails({ name }: { name: string }) {
  const rate = figures.value?.streams[name];
  return (
    <aside class="details" aria-label="Selected stream">
      <button class="close" aria-label="Close" onClick={() => select(null, "graph")}>×</button>
      <h2>{name}</h2>
      <p class="type">{streamTypes.value.get(name)}</p>
      {rate !== undefined && <p>{`${rate.toFixed(1)} packets a second`}</p>}
      <p class="row">
        <button onClick={() => look(name)}>Inspect</button>
        <button onClick={() => (paletteIsOpen.value = true)}>Insert a calculator</button>
      </p>
    </aside>
  );
}

function look(stream: string): void {
  inspect(stream);
  tab.value = "picture";
}
