// Builds what ships in the wheel, ../built: ELK as it is, what Python draws pictures with, and the page.
import { cpSync, mkdirSync } from "node:fs";
import { build } from "esbuild";

const built = process.argv[2] ?? "../built";
mkdirSync(built, { recursive: true });
cpSync("node_modules/elkjs/lib/elk-worker.min.js", `${built}/elk-worker.min.js`);
for (const name of ["page.html", "page.css"]) cpSync(`src/${name}`, `${built}/${name}`);
await build({
  entryPoints: { headless: "src/headless.ts", page: "src/page.ts" },
  outdir: built,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
});
