// Builds the studio's page into ../built, which ships in the wheel: the same bytes from the same lock file, and no names
// that change, so that `.ci/run` can compare. What is needed later (editor, three) are chunks of their own.
import { defineConfig } from "vite";
import { licences } from "../../drawing/web/licences.mjs";

const inputs = new Set(); // of the page, and of the worker that is built while it is
const noteInputs = {
  name: "note-inputs",
  generateBundle(_options, bundle) {
    for (const each of Object.values(bundle)) for (const input of Object.keys(each.modules ?? {})) inputs.add(input);
  },
};
const listLicences = {
  name: "licences",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: licences([...inputs]) });
  },
};
/** The editor is fetched while the page begins, and not only when it is first imported. */
const preloadEditor = {
  name: "preload-editor",
  transformIndexHtml: () => [{ tag: "link", attrs: { rel: "modulepreload", href: "./editor.js", crossorigin: "" }, injectTo: "head" }],
};
const names = { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" };

export default defineConfig({
  base: "./",
  publicDir: false,
  // The drawing's modules, which are shared, find these packages here as well.
  resolve: { dedupe: ["d3-selection", "d3-zoom"] },
  plugins: [preloadEditor, noteInputs, listLicences],
  worker: { format: "es", plugins: () => [noteInputs], rolldownOptions: { output: names } },
  build: {
    outDir: "../built",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output: names },
  },
});
