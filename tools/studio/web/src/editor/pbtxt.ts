/** Colours for the text format of protobuf, with templates; what the words mean is the server's to say. */

import { HighlightStyle, StreamLanguage, type StreamParser, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

interface State {
  field: string;
  depth: number;
}

const NAMING = /^(calculator|type|executor|input_stream_handler|output_stream_handler)$/;
const PORT = /^((input|output)_(stream|side_packet)|tag_index)$/;

const parser: StreamParser<State> = {
  name: "pbtxt",
  startState: () => ({ field: "", depth: 0 }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^%[^%]*%?/)) return "meta";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) {
      return NAMING.test(state.field) ? "className" : PORT.test(state.field) ? "variableName" : "string";
    }
    if (stream.match(/^[-+]?(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?f?)/i)) return "number";
    if (stream.match(/^\[[\w./]+\]/)) return "typeName";
    if (stream.match(/^[A-Za-z_]\w*(?=\s*(:|\{|<))/)) {
      state.field = stream.current();
      return "propertyName";
    }
    if (stream.match(/^(true|false)\b/)) return "bool";
    if (stream.match(/^[A-Za-z_]\w*/)) return "atom";
    const next = stream.next();
    if (next === "{") state.depth += 1;
    if (next === "}") state.depth -= 1;
    return "punctuation";
  },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["{", "[", '"'] }, indentOnInput: /^\s*\}$/ },
  indent: (state, textAfter, { unit }) => Math.max(0, state.depth - (textAfter.startsWith("}") ? 1 : 0)) * unit,
  tokenTable: { className: tags.className, typeName: tags.typeName },
};

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: tags.propertyName, color: "var(--code-field)" },
  { tag: tags.className, color: "var(--code-class)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-stream)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.atom], color: "var(--code-value)" },
  { tag: [tags.typeName, tags.meta], color: "var(--code-type)" },
]);

export const pbtxt = [StreamLanguage.define(parser), syntaxHighlighting(colours)];
