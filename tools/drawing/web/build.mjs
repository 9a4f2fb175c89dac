// Builds what ships in the wheel, ../built: ELK as it is, what Python draws pictures with, the page, and the licences.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

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

const bundled = new Set(["elkjs"]);
for (const input of Object.keys(metafile.inputs)) {
  const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  if (name) bundled.add(name);
}
const parts = [...bundled].sort().map((name) => {
  const { version, license, repository } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const source = String(repository?.url ?? repository).replace(/^git\+|\.git$/g, "");
  const file = ["LICENSE", "LICENSE.md"].map((each) => `node_modules/${name}/${each}`).find((each) => exists(each));
  const text = file ? readFileSync(file, "utf8").trim() : `${license}; its text is with the source.`;
  return `${name} ${version} (${license}), source: ${source}\n\n${text}\n`;
});
const head = "Packages of others that the JavaScript files in this folder hold, under the licences that follow.\n\n";
writeFileSync(`${built}/LICENSES.txt`, head + parts.join(`\n${"-".repeat(80)}\n\n`));

function exists(path) {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
