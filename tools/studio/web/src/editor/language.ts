/** What the server knows of the text, as CodeMirror shows it: completions, and what is under the pointer. */

import { autocompletion, type Completion as Option, type CompletionContext, type CompletionResult, snippet } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";
import { micromark } from "micromark";
import type { Completion } from "../protocol";
import type { Studio } from "../server/studio";

/** CodeMirror's icons are for programs; these are the closest. */
const ICONS: Record<string, string> = {
  calculator: "class",
  graph: "namespace",
  tag: "keyword",
  stream: "variable",
  "side packet": "constant",
  field: "property",
  options: "type",
  value: "enum",
  executor: "interface",
  policy: "function",
};

export function completion(studio: Studio): ReturnType<typeof autocompletion> {
  return autocompletion({
    override: [(context) => complete(studio, context)],
    icons: true,
  });
}

async function complete(studio: Studio, context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/\w+/);
  const before = context.state.sliceDoc(context.pos - 1, context.pos);
  if (!context.explicit && !word && !/[":[]/.test(before)) return null;
  const answer = await studio.askOfText<"complete">({ method: "complete", offset: context.pos });
  if (!answer || context.aborted) return null;
  const options = answer.completions.map((each) => optionOf(studio, each, context.pos));
  return options.length ? { from: word?.from ?? context.pos, options, validFor: /^\w*$/ } : null;
}

function optionOf(studio: Studio, item: Completion, asked: number): Option {
  return {
    label: item.label,
    detail: item.detail,
    type: ICONS[item.kind] ?? "text",
    boost: -Math.min(item.rank, 99),
    info: async () => {
      const described = item.documentation ? { text: item.documentation } : await studio.askOfText<"describe">({ method: "describe", completion: item });
      return described?.text ? markdown(described.text) : null;
    },
    apply: (view, option, _from, to) => {
      const end = Math.max(to, item.end + to - asked); // what was typed since it was asked for goes, too
      if (item.snippet) snippet(snippetText(item.snippet))(view, option, item.start, end);
      else {
        const selection = { anchor: item.start + item.text.length };
        view.dispatch({ changes: { from: item.start, to: end, insert: item.text }, selection, userEvent: "input.complete" });
      }
    },
  };
}

/** From a snippet as language servers write it to CodeMirror's: every place where the cursor goes has braces there. */
function snippetText(text: string): string {
  return text.replace(/\\([$}\\])|\$(\d+)/g, (_all, escaped: string | undefined, number: string) =>
    escaped !== undefined ? escaped : number === "0" ? "${}" : `\${${number}}`,
  );
}

export function hover(studio: Studio): ReturnType<typeof hoverTooltip> {
  return hoverTooltip(async (_view, offset) => {
    const found = (await studio.askOfText<"hover">({ method: "hover", offset }))?.hover;
    if (!found) return null;
    return { pos: found.start, end: found.end, above: true, create: () => ({ dom: markdown(found.text) }) };
  });
}

function markdown(text: string): HTMLElement {
  const made = document.createElement("div");
  made.className = "cm-markdown";
  made.innerHTML = micromark(text); // which lets no HTML through
  return made;
}
