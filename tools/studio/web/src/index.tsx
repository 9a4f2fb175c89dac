/** Begins the studio's page. Preact with signals: parts that show state and stay small, for 4 kB. */

import { render } from "preact";
import { App } from "./app";
import { Layouter } from "./graph/layouter";
import { Studio } from "./server/studio";
import "./style.css";
import { addThemes } from "./theme";

const address = new URL("socket", location.href);
address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
address.search = location.search;

addThemes();
render(<App studio={new Studio(address.href)} layouter={new Layouter()} />, document.getElementById("page")!);
