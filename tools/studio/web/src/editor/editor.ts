/** The editor of the text: CodeMirror in a shadow root, where its styles are sheets that the page's policy lets through. */

import { acceptCompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic, forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField, Transaction } from "@codemirror/state";
import {
  Decoration, type DecorationSet, drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import type { Edit, Fix, Problem, Span } from "../protocol";
import type { Studio } from "../server/studio";
import { completion, hover } from "./language";
import { pbtxt } from "./pbtxt";
import { theme } from "./theme";

export interface Wishes {
  /** The text was edited. */
  edited(text: string): void;
  /** The cursor went to an offset without a change of the text. */
  moved(offset: number): void;
  rename(offset: number, word: string): void;
}

const choose = StateEffect.define<Span | null>();

/** The span of what is selected in the drawing. */
const chosen = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(choose)) continue;
      return effect.value ? marksOf(effect.value, transaction.state) : Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Part of a line is marked itself; of what has more lines, these are. */
function marksOf({ start, end }: Span, state: EditorState): DecorationSet {
  const [first, last] = [state.doc.lineAt(start).number, state.doc.lineAt(end).number];
  if (first === last) return start < end ? Decoration.set(Decoration.mark({ class: "cm-chosen" }).range(start, end)) : Decoration.none;
  const mark = Decoration.line({ class: "cm-chosen" });
  return Decoration.set(range(first, last).map((number) => mark.range(state.doc.line(number).from)));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_none, index) => first + index);
}

export class Editor {
  private readonly view: EditorView;

  constructor(
    place: HTMLElement,
    text: string,
    private readonly studio: Studio,
    wishes: Wishes,
  ) {
    const root = shadowRoot(place);
    const listener = EditorView.updateListener.of((update) => {
      if (update.transactions.some((each) => each.annotation(Transaction.remote))) return;
      if (update.docChanged) wishes.edited(this.text);
      else if (update.selectionSet) wishes.moved(update.state.selection.main.head);
    });
    this.view = new EditorView({
      parent: root as unknown as Element,
      root,
      state: EditorState.create({
        doc: text,
        extensions: [
          look, history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), codeFolding(), foldGutter(),
          highlightActiveLine(), highlightSelectionMatches(), search({ top: true }), lintGutter(), chosen, listener,
          completion(studio), hover(studio),
          EditorView.contentAttributes.of({ "aria-label": "Text of the graph" }),
          keymap.of([
            { key: "Tab", run: acceptCompletion },
            { key: "Shift-Alt-f", run: () => this.does(this.format()) },
            { key: "F2", run: () => this.does(wishes.rename(this.cursor, this.wordAtCursor())) },
            { key: "F12", run: () => this.does(this.goToDefinition()) },
            { key: "Mod-.", run: () => this.fixAtCursor() },
            ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap,
            ...lintKeymap, indentWithTab,
          ]),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  get cursor(): number {
    return this.view.state.selection.main.head;
  }

  focus(): void {
    this.view.focus();
  }

  close(): void {
    this.view.destroy();
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  /** Shows another text; what is the same in both keeps the cursor, and undo takes it back. */
  setText(text: string): void {
    const old = this.text;
    if (old === text) return;
    let start = 0;
    const shortest = Math.min(old.length, text.length);
    while (start < shortest && old[start] === text[start]) start += 1;
    let same = 0;
    while (same < shortest - start && old[old.length - 1 - same] === text[text.length - 1 - same]) same += 1;
    this.view.dispatch({
      changes: { from: start, to: old.length - same, insert: text.slice(start, text.length - same) },
      annotations: Transaction.remote.of(true),
    });
  }

  apply(edits: Edit[]): void {
    const changes = edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text }));
    this.view.dispatch({ changes, userEvent: "input", scrollIntoView: true });
  }

  showProblems(problems: Problem[]): void {
    const length = this.view.state.doc.length;
    const diagnostics = problems.map((problem) => this.diagnostic(problem, length));
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
    // The list of problems takes room from the editor, whose cursor stays in sight.
    if (this.view.hasFocus) requestAnimationFrame(() => this.view.dispatch({ effects: EditorView.scrollIntoView(this.cursor) }));
  }

  /** Marks a span, and brings it into sight. */
  choose(span: Span | null, scroll: boolean): void {
    const inside = span && { start: Math.min(span.start, this.text.length), end: Math.min(span.end, this.text.length) };
    const effects: StateEffect<unknown>[] = [choose.of(inside)];
    if (inside && scroll) effects.push(EditorView.scrollIntoView(inside.start, { y: "center" }));
    this.view.dispatch({ effects, annotations: Transaction.remote.of(true) });
  }

  goTo(offset: number): void {
    const anchor = Math.min(offset, this.text.length);
    this.view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.focus();
  }

  async format(): Promise<void> {
    const before = this.text;
    const answer = await this.studio.askOfText<"format">({ method: "format" });
    if (answer && this.text === before) this.apply(answer.edits);
  }

  private async goToDefinition(): Promise<void> {
    const answer = await this.studio.askOfText<"definition">({ method: "definition", offset: this.cursor });
    const [target] = answer?.targets ?? [];
    if (target?.span) this.goTo(target.span.start);
    else if (target?.place) this.studio.say(`It is defined in ${target.place.file}${target.place.line ? `:${target.place.line}` : ""}.`);
  }

  private wordAtCursor(): string {
    const word = this.view.state.wordAt(this.cursor);
    return word ? this.view.state.sliceDoc(word.from, word.to) : "";
  }

  private fixAtCursor(): boolean {
    let action: (() => void) | null = null;
    forEachDiagnostic(this.view.state, (diagnostic, from, to) => {
      const first = diagnostic.actions?.[0];
      if (first && from <= this.cursor && this.cursor <= to) action ??= () => first.apply(this.view, from, to);
    });
    (action as (() => void) | null)?.();
    return action !== null;
  }

  private does(_done: unknown): boolean {
    return true;
  }

  private diagnostic(problem: Problem, length: number): Diagnostic {
    const where = problem.elsewhere ? `\n${problem.elsewhere.file}:${problem.elsewhere.line ?? ""}` : "";
    return {
      from: Math.min(problem.start, length),
      to: Math.min(problem.end, length),
      severity: problem.severity === "note" ? "info" : problem.severity,
      message: `${problem.message}${problem.hint ? `\n${problem.hint}` : ""}${where}`,
      actions: byPreference(problem.fixes).map((fix) => ({ name: fix.title, apply: () => this.apply(fix.edits) })),
    };
  }
}

/** What the disk has beside what is edited: each change can be taken or left, and the rest is edited as usual. */
export class Merge {
  private readonly view: EditorView;

  constructor(place: HTMLElement, disk: string, mine: string) {
    const root = shadowRoot(place);
    this.view = new EditorView({
      parent: root as unknown as Element,
      root,
      state: EditorState.create({
        doc: mine,
        extensions: [
          look, history(), keymap.of([...defaultKeymap, ...historyKeymap]),
          unifiedMergeView({ original: disk, gutter: true, highlightChanges: true }),
          EditorView.contentAttributes.of({ "aria-label": "Your text, with what is different on the disk" }),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  close(): void {
    this.view.destroy();
  }
}

const look = [theme, pbtxt, lineNumbers(), highlightSpecialChars(), indentUnit.of("  "), EditorState.tabSize.of(2)];

function byPreference(fixes: Fix[]): Fix[] {
  return [...fixes].sort((one, other) => Number(other.preferred) - Number(one.preferred));
}

function shadowRoot(place: HTMLElement): ShadowRoot {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { display: block; height: 100%; } *:focus-visible { outline: none; }");
  root.adoptedStyleSheets = [sheet];
  return root;
}
