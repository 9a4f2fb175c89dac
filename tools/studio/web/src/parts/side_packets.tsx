/** The input side packets of the next run: a field for each that the graph asks for. */

import type { Port } from "../../../../drawing/web/src/model";
import { drawn, isActive, side } from "../server/state";

export function SidePackets() {
  const ports = drawn.value?.drawing.root.input_side_packets ?? [];
  if (!ports.length) return null;
  return (
    <details class="side-packets" id="side-packets">
      <summary>{`Side packets${side.value.length ? ` (${side.value.length})` : ""}`}</summary>
      <div class="fields">
        {ports.map((port) => <SidePacket port={port} key={port.name} />)}
      </div>
    </details>
  );
}

function SidePacket({ port: { name, type } }: { port: Port }) {
  return (
    <label class="option" title={type}>
      <span>{name}</span>
      <input type="text" name={name} placeholder={type} value={valueOf(name)} disabled={isActive.value}
        onChange={(event) => setValue(name, event.currentTarget.value)} />
    </label>
  );
}

function valueOf(name: string): string {
  return side.value.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

function setValue(name: string, value: string): void {
  const others = side.value.filter((each) => !each.startsWith(`${name}=`));
  side.value = value.trim() ? [...others, `${name}=${value.trim()}`] : others;
}
