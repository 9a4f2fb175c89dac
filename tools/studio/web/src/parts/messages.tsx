/** What the page has to say: that the server is gone, why a run stands still, and notices. */

import { dismiss, hello, link, notices, run, select, tab, wantedPlace } from "../server/state";

export function Messages() {
  return (
    <div class="messages" aria-live="polite">
      {link.value === "lost" && (
        <p class="message error" id="gone">
          <strong>The server is gone.</strong>
          {hello.value ? " What you have written is still here. Start `graph_runner studio` again; this page looks for it." : " Start `graph_runner studio`, and open the address that it prints."}
        </p>
      )}
      <RunMessage />
      {notices.value.map((notice) => (
        <p class={`message ${notice.severity}`} key={notice.number} role={notice.severity === "error" ? "alert" : undefined}>
          <span>{notice.message}</span>
          <button class="icon" aria-label="Dismiss" onClick={() => dismiss(notice.number)}>×</button>
        </p>
      ))}
    </div>
  );
}

/** Why the run stands still or has failed, with the way to where. */
function RunMessage() {
  const current = run.value;
  if (!current?.message || !["stalled", "failed"].includes(current.state)) return null;
  const { span, node } = current;
  const toText = (): void => {
    tab.value = "text";
    if (span) wantedPlace.value = { offset: span.start };
  };
  return (
    <div class={`message ${current.state === "failed" ? "error" : "warning"}`} id="run-message">
      <pre>{current.message}</pre>
      {span && <button onClick={toText}>Show it in the text</button>}
      {node && <button onClick={() => select({ kind: "box", id: node }, "elsewhere")}>Show the node</button>}
    </div>
  );
}
