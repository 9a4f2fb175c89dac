/** Colours. A picture has those of one theme written into it; the page gives variables that it changes. */

export interface Theme {
  paper: string;
  ink: string;
  faint: string;
  node: string;
  nodeEdge: string;
  group: string;
  frame: string;
  frameEdge: string;
  pill: string;
  stream: string;
  side: string;
  loop: string;
  type: string;
  problem: string;
}

export const LIGHT: Theme = {
  paper: "#ffffff",
  ink: "#1f2430",
  faint: "#667085",
  node: "#eef4fb",
  nodeEdge: "#7d9cc0",
  group: "#e4ecdf",
  frame: "#f7f8f5",
  frameEdge: "#a9b89e",
  pill: "#fff6df",
  stream: "#50617a",
  side: "#8a5fb0",
  loop: "#d1453b",
  type: "#2e7d5b",
  problem: "#c62828",
};

export const DARK: Theme = {
  paper: "#16191f",
  ink: "#e6e9ef",
  faint: "#98a2b3",
  node: "#243142",
  nodeEdge: "#5f7fa6",
  group: "#2c3a2c",
  frame: "#1c2120",
  frameEdge: "#56684f",
  pill: "#3a3220",
  stream: "#9fb2cc",
  side: "#b994dd",
  loop: "#ff7b6b",
  type: "#74c69d",
  problem: "#ff6b6b",
};

/** The theme whose colours are CSS variables. */
export const VARIABLES = Object.fromEntries(
  Object.keys(LIGHT).map((name) => [name, `var(--${name})`]),
) as unknown as Theme;

export function cssVariables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(" ");
}
