// Builds the studio's page into ../built, which ships in the wheel: the same bytes from the same lock file, and no names
// that change, so that `.ci/run` can compare. What is needed later (editor, three) are chunks of their own.
import { defineConfig } from "vite";
import { licences } from "../../drawing/web/licences.mjs";

const listLicences = {
  name: "licences",
  generateBundle(_options, bundle) {
    const inputs = Object.values(bundle).flatMap((each) => Object.keys(each.modules ?? {}));
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: licences(inputs) });
  },
};

export default defineConfig({
  base: "./",
  publicDir: false,
  // The drawing's modules, which are shared, find these packages here as well.
  resolve: { dedupe: ["d3-selection", "d3-zoom"] },
  plugins: [listLicences],
  build: {
    outDir: "../built",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
