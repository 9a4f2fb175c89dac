/** The page: panes side by side, or one at a time where there is no room. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Layouter } from "./graph/layouter";
import { Conflict } from "./parts/conflict";
import { Demo } from "./parts/demo";
import { GraphPane } from "./parts/graph_pane";
import { Header, startRun } from "./parts/header";
import { Messages } from "./parts/messages";
import { paletteIsOpen } from "./parts/palette";
import { PicturePane } from "./parts/picture_pane";
import { Splitter } from "./parts/splitter";
import { TextPane } from "./parts/text_pane";
import { TimePane } from "./parts/time_pane";
import { canApply, hello, isActive, type Tab, tab } from "./server/state";
import type { Studio } from "./server/studio";

const TABS: Tab[] = ["text", "graph", "picture", "time"];

export function App({ studio, layouter }: { studio: Studio; layouter: Layouter }) {
  const wantsEditor = useSignal(false);
  if (hello.value?.demo && !wantsEditor.value) return <Demo studio={studio} openEditor={() => (wantsEditor.value = true)} />;
  return <Workbench studio={studio} layouter={layouter} />;
}

function Workbench({ studio, layouter }: { studio: Studio; layouter: Layouter }) {
  useEffect(() => {
    const key = (event: KeyboardEvent): void => shortcut(event, studio);
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
  return (
    <div class="workbench" data-tab={tab.value}>
      <Header studio={studio} />
      <Messages />
      <div class="tabs" role="group" aria-label="Panes">
        {TABS.map((name) => <button aria-pressed={tab.value === name} onClick={() => (tab.value = name)} key={name}>{name}</button>)}
      </div>
      <main class="panes">
        {hello.value ? <TextPane studio={studio} /> : <section class="pane text-pane" />}
        <Splitter variable="--text-width" label="Width of the text" />
        <GraphPane studio={studio} layouter={layouter} />
        <Splitter variable="--picture-width" label="Width of the picture" isBehind />
        <PicturePane studio={studio} />
      </main>
      <Splitter variable="--time-height" label="Height of the time lanes" isBehind isRow />
      <TimePane />
      <Conflict studio={studio} />
    </div>
  );
}

/** Ctrl+S saves, Ctrl+Enter runs or applies, Ctrl+K opens the palette, Alt+1 to Alt+4 go to a pane. */
function shortcut(event: KeyboardEvent, studio: Studio): void {
  const isCommand = event.ctrlKey || event.metaKey;
  const pane = event.altKey ? TABS[Number(event.key) - 1] : undefined;
  if (isCommand && event.key === "s") void studio.save();
  else if (isCommand && event.key === "Enter") {
    if (!isActive.value) startRun(studio);
    else if (canApply.value) void studio.apply();
  } else if (isCommand && event.key === "k") paletteIsOpen.value = !paletteIsOpen.value;
  else if (pane) goTo(pane);
  else return;
  event.preventDefault();
}

function goTo(pane: Tab): void {
  tab.value = pane;
  const place = document.getElementById(`${pane}-pane`);
  const editor = place?.querySelector(".editor")?.shadowRoot?.querySelector<HTMLElement>(".cm-content");
  const drawing = place?.querySelector<HTMLElement>("svg[tabindex], canvas[tabindex]");
  (editor ?? drawing ?? place?.querySelector<HTMLElement>("button, select, input"))?.focus();
}
