// Builds what ships in the wheel, ../built: ELK as it is, what Python draws pictures with, the page, and the licences.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { licences } from "./licences.mjs";

const built = process.argv[2] ?? "../built";
mkdirSync(built, { recursive: true });
cpSync("node_modules/elkjs/lib/elk-worker.min.js", `${built}/elk-worker.min.js`);
for (const name of ["page.html", "page.css"]) cpSync(`src/${name}`, `${built}/${name}`);
const { metafile } = await build({
  entryPoints: { headless: "src/headless.ts", page: "src/page.ts" },
  outdir: built,
  bundle: true,
  minify: true,
  metafile: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
});
writeFileSync(`${built}/LICENSES.txt`, licences(Object.keys(metafile.inputs), ["elkjs"]));
