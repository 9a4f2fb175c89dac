/** The file has changed on the disk, and so has the text: the user sees both, and decides. */

import { useEffect, useRef } from "preact/hooks";
import { conflict, text } from "../server/state";
import type { Studio } from "../server/studio";

export function Conflict({ studio }: { studio: Studio }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const merge = useRef<import("../editor/editor").Merge | null>(null);
  const disk = conflict.value;
  useEffect(() => {
    if (!disk) return;
    dialog.current?.showModal();
    let isGone = false;
    if (disk.text !== null) {
      void import("../editor/editor").then(({ Merge }) => {
        if (!isGone) merge.current = new Merge(place.current!, disk.text!, text.value);
      });
    }
    return () => {
      isGone = true;
      merge.current?.close();
      merge.current = null;
    };
  }, [disk]);
  if (!disk) return null;
  return (
    <dialog ref={dialog} class="conflict" aria-labelledby="conflict-title" onCancel={(event) => event.preventDefault()}>
      <h2 id="conflict-title">{disk.text === null ? "The file is gone from the disk" : "The file has changed on the disk, and so have you"}</h2>
      {disk.text !== null && <p>Green is yours, red is the disk's. Take or leave each change, or edit the text here.</p>}
      {disk.text !== null && <div class="editor" ref={place} />}
      <p class="row">
        {disk.text !== null && <button onClick={() => studio.resolveConflict(disk.text!)}>Take the disk's</button>}
        <button onClick={() => studio.resolveConflict(text.value)}>Keep mine</button>
        {disk.text !== null && (
          <button class="primary" onClick={() => studio.resolveConflict(merge.current?.text ?? text.value)}>Use the text above</button>
        )}
        <span class="faint">Nothing is written before you save.</span>
      </p>
    </dialog>
  );
}
