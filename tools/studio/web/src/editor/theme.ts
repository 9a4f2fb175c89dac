/** How the editor looks; the colours are the page's. */

import { EditorView } from "@codemirror/view";

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--faint)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selected)",
  },
  ".cm-chosen": { backgroundColor: "var(--selected)" },
  ".cm-line.cm-chosen": { boxShadow: "inset 3px 0 var(--accent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selected)", outline: "1px solid var(--edge)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--edge)" },
  ".cm-tooltip": { borderRadius: "8px", boxShadow: "var(--shadow)", overflow: "hidden", fontSize: "12.5px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip-autocomplete ul li": { padding: "2px 8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--selected)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--faint)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", maxWidth: "min(26em, 60vw)", overflow: "auto", maxHeight: "22em" },
  ".cm-markdown": { padding: "6px 10px", maxWidth: "34em", maxHeight: "22em", overflow: "auto" },
  ".cm-markdown p": { margin: "4px 0" },
  ".cm-markdown pre": { margin: "4px 0", fontFamily: "var(--mono)", fontSize: "12px", whiteSpace: "pre-wrap" },
  ".cm-markdown code": { fontFamily: "var(--mono)", fontSize: "12px" },
  ".cm-markdown h1, .cm-markdown h2, .cm-markdown h3": { fontSize: "13px", margin: "6px 0 2px" },
  ".cm-diagnostic": { padding: "5px 10px", whiteSpace: "pre-wrap", maxWidth: "40em" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--problem)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--warning)" },
  ".cm-diagnosticAction": {
    font: "inherit", color: "var(--onaccent)", backgroundColor: "var(--accent)", borderRadius: "5px", padding: "2px 8px",
    margin: "4px 6px 0 0", display: "inline-block", cursor: "pointer",
  },
  ".cm-panel button, .cm-button": {
    font: "inherit", color: "var(--ink)", background: "var(--node)", border: "1px solid var(--edge)", borderRadius: "6px",
  },
  ".cm-panel input, .cm-textfield": {
    font: "inherit", color: "var(--ink)", background: "var(--paper)", border: "1px solid var(--edge)", borderRadius: "6px",
  },
  ".cm-deletedChunk": { backgroundColor: "var(--removed)" },
  ".cm-changedLine": { backgroundColor: "var(--added) !important" },
});
