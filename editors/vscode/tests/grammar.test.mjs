/** The grammar, by the engine that VS Code colours with: what words of a shipped graph are taken for. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");

const GRAMMAR = new URL("../syntaxes/pbtxt.tmLanguage.json", import.meta.url);
const HAND_GRAPH = new URL("../../../graphs/hand_tracking/hand_tracking.pbtxt", import.meta.url);

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(readFileSync(GRAMMAR, "utf8"), "pbtxt.tmLanguage.json"),
});
const grammar = await registry.loadGrammar("source.pbtxt");

/** Words of a text with the innermost thing that each is. */
function words(text) {
  let state = INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map((token) => [line.slice(token.startIndex, token.endIndex), token.scopes.at(-1)]);
  });
}

/** What a word of a text is. */
function kind(text, word) {
  return words(text).find(([found]) => found === word)?.[1];
}

test("every word of a shipped graph is known", () => {
  const text = readFileSync(HAND_GRAPH, "utf8");
  assert.equal(kind(text, "GateCalculator"), "entity.name.class.calculator.pbtxt");
  assert.equal(kind(text, "DISALLOW"), "constant.other.tag.pbtxt");
  assert.equal(kind(text, "has_enough_hands"), "variable.other.stream.pbtxt");
  assert.equal(kind(text, "node"), "keyword.other.block.pbtxt");
  assert.equal(kind(text, "WEIGHTED"), "constant.other.enum.pbtxt");
  assert.equal(kind(text, "mediapipe.GateCalculatorOptions.ext"), "entity.name.type.options.pbtxt");
  const plain = words(text).filter(([word, scope]) => scope === "source.pbtxt" && /\w/.test(word));
  assert.deepEqual(plain, []);
});

test("what is odd but right", () => {
  assert.equal(kind('input_stream: ["A:1:left", \'b\']', "1"), "constant.numeric.index.pbtxt");
  assert.equal(kind('input_stream: ["A:1:left", \'b\']', "b"), "variable.other.stream.pbtxt");
  assert.equal(kind("x: -1.5e-3f", "-1.5e-3f"), "constant.numeric.pbtxt");
  assert.equal(kind('x: "a\\n"', "\\n"), "constant.character.escape.pbtxt");
  assert.equal(kind("%for (i : 3)% node { } %end%", "for"), "keyword.control.template.pbtxt");
});

test("a string that is not closed ends with its line", () => {
  const text = 'calculator: "Ga\ninput_stream: "x\nname: "n';
  assert.equal(kind(text, "name"), "support.type.property-name.pbtxt");
});

test("a comment is one, whatever is in it", () => {
  assert.equal(kind('# calculator: "A"', '# calculator: "A"'), "comment.line.number-sign.pbtxt");
});
