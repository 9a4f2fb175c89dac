/** The options that change while the graph runs. */

import type { LiveOption } from "../protocol";
import { options, selection } from "../server/state";
import type { Studio } from "../server/studio";

export function LiveOptions({ studio }: { studio: Studio }) {
  if (!options.value.length) return null;
  const chosen = selection.value?.kind === "box" ? selection.value.id : "";
  const nodes = [...new Set(options.value.map((option) => option.node))].filter((node) => node !== "" && node !== chosen);
  return (
    <details class="options" open>
      <summary>Options of the running graph</summary>
      <OptionsOf node="" studio={studio} />
      {chosen && <OptionsOf node={chosen} studio={studio} />}
      {nodes.length > 0 && (
        <details>
          <summary>{chosen ? "Other nodes" : "Nodes"}</summary>
          {nodes.map((node) => <OptionsOf node={node} studio={studio} key={node} />)}
        </details>
      )}
    </details>
  );
}

function OptionsOf({ node, studio }: { node: string; studio: Studio }) {
  const own = options.value.filter((option) => option.node === node);
  return (
    <>
      {node && own.length > 0 && <h3>{node}</h3>}
      {own.map((option) => <Option option={option} studio={studio} key={`${node}.${option.field}`} />)}
    </>
  );
}

function Option({ option, studio }: { option: LiveOption; studio: Studio }) {
  const set = (value: unknown): void => {
    options.value = options.value.map((each) => (each === option ? { ...each, value } : each));
    void studio.setOption(option, value);
  };
  return (
    <label class="option" title={option.live ? option.summary : `${option.summary}\nA change lets the graph begin anew.`.trim()}>
      <span>
        {option.field}
        {!option.live && <span class="anew" role="img" aria-label=", a change lets the graph begin anew">{" ↻"}</span>}
      </span>
      <Control option={option} set={set} />
    </label>
  );
}

function Control({ option, set }: { option: LiveOption; set: (value: unknown) => void }) {
  const { kind, value, minimum, maximum, step, choices } = option;
  if (kind === "switch") return <input type="checkbox" checked={Boolean(value)} onChange={(event) => set(event.currentTarget.checked)} />;
  if (kind === "choice") {
    return (
      <select value={String(value)} onChange={(event) => set(event.currentTarget.value)}>
        {choices.map((choice) => <option value={choice} key={choice}>{choice}</option>)}
      </select>
    );
  }
  if (kind === "text") return <input type="text" value={String(value)} onChange={(event) => set(event.currentTarget.value)} />;
  const toNumber = (text: string): number => (kind === "integer" ? Math.round(Number(text)) : Number(text));
  const limits = { min: minimum ?? undefined, max: maximum ?? undefined, step: step ?? (kind === "integer" ? 1 : "any") };
  if (minimum === null || maximum === null) {
    return <input type="number" value={Number(value)} {...limits} onChange={(event) => set(toNumber(event.currentTarget.value))} />;
  }
  return (
    <span class="slider">
      <input type="range" aria-label={option.field} value={Number(value)} {...limits} onInput={(event) => set(toNumber(event.currentTarget.value))} />
      <output>{Number(Number(value).toFixed(3))}</output>
    </span>
  );
}
