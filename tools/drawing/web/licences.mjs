// The licences of the packages that built files hold, as one text: the studio's build uses it, too.
import { existsSync, readFileSync } from "node:fs";

/** The text for the packages whose modules are among `inputs`, paths of what was bundled, and for those in `also`. */
export function licences(inputs, also = []) {
  const bundled = new Set(also);
  for (const input of inputs) {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
    if (name) bundled.add(name);
  }
  const head = "Packages of others that the JavaScript files in this folder hold, under the licences that follow.\n\n";
  return head + [...bundled].sort().map(part).join(`\n${"-".repeat(80)}\n\n`);
}

/** What a package holds that is not its own, and has another licence. */
const INSIDE = {
  "@hpcc-js/wasm-graphviz":
    "It holds, as WebAssembly, Graphviz (Eclipse Public License), source: https://gitlab.com/graphviz/graphviz, and Expat (MIT),\n" +
    "source: https://github.com/libexpat/libexpat.\n\n",
};

function part(name) {
  const { version, license, repository } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const url = String(repository?.url ?? repository).replace(/^git\+|\.git$/g, "");
  const source = url.includes("://") ? url : `https://github.com/${url}`;
  const file = ["LICENSE", "LICENSE.md", "license"].map((each) => `node_modules/${name}/${each}`).find((each) => existsSync(each));
  const text = file ? readFileSync(file, "utf8").trim() : `${license}; its text is with the source.`;
  return `${name} ${version} (${license}), source: ${source}\n\n${INSIDE[name] ?? ""}${text}\n`;
}
