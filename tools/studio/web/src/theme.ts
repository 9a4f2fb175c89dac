/** Light and dark: as the system has it, until the user chooses. */

import { cssVariables, DARK, LIGHT } from "../../../drawing/web/src/themes";

const MORE_LIGHT =
  "--raised: #ffffff; --bar: #f4f6f9; --edge: #cdd5df; --hover: #f1f5fa; --selected: #d3e4fb; --accent: #2563eb; --onaccent: #ffffff;" +
  "--warning: #b45309; --open: #d5f0dc; --closed: #f9dcd8; --awaited: #ea580c; --added: #dcf5e3; --removed: #fbe0de;" +
  "--code-field: #1d4f91; --code-class: #8a3b00; --code-stream: #0f6a55; --code-string: #55606f; --code-value: #9333ea; --code-type: #a1246b;" +
  "--shadow: 0 6px 24px rgb(20 30 50 / 18%);";
const MORE_DARK =
  "--raised: #20252e; --bar: #1b2028; --edge: #3a4351; --hover: #1d232c; --selected: #2b4263; --accent: #7db0ff; --onaccent: #0c1420;" +
  "--warning: #fbbf24; --open: #1f4a30; --closed: #58292a; --awaited: #fb923c; --added: #173a24; --removed: #4a2224;" +
  "--code-field: #8ab8ff; --code-class: #ffb27a; --code-stream: #6ee0bf; --code-string: #b8c1ce; --code-value: #d2a8ff; --code-type: #ff9ac5;" +
  "--shadow: 0 6px 24px rgb(0 0 0 / 50%);";

const light = `color-scheme: light; ${cssVariables(LIGHT)} ${MORE_LIGHT}`;
const dark = `color-scheme: dark; ${cssVariables(DARK)} ${MORE_DARK}`;

export function addThemes(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `:root { ${light} } @media (prefers-color-scheme: dark) { :root { ${dark} } }` +
      `:root[data-theme="light"] { ${light} } :root[data-theme="dark"] { ${dark} }`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

export function changeTheme(): void {
  const { dataset } = document.documentElement;
  const isDark = dataset.theme ? dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = isDark ? "light" : "dark";
}
