/** A bar between two panes that is dragged, or moved with arrow keys. */

const STEP = 24; // px

interface Sizes {
  /** The variable of the page's grid that it changes. */
  variable: string;
  label: string;
  /** Whether the pane that grows is behind the bar. */
  isBehind?: boolean;
  isRow?: boolean;
}

export function Splitter({ variable, label, isBehind = false, isRow = false }: Sizes) {
  const size = (bar: HTMLElement): number => {
    const pane = (isBehind ? bar.nextElementSibling : bar.previousElementSibling) as HTMLElement;
    return isRow ? pane.offsetHeight : pane.offsetWidth;
  };
  const change = (to: number): void => {
    document.documentElement.style.setProperty(variable, `${Math.max(isRow ? 60 : 200, Math.round(to))}px`);
  };
  const drag = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const bar = event.currentTarget;
    const before = size(bar);
    const start = isRow ? event.clientY : event.clientX;
    const move = (moved: PointerEvent): void => {
      const way = (isRow ? moved.clientY : moved.clientX) - start;
      change(before + (isBehind ? -way : way));
    };
    bar.setPointerCapture(event.pointerId);
    bar.addEventListener("pointermove", move);
    bar.addEventListener("lostpointercapture", () => bar.removeEventListener("pointermove", move), { once: true });
  };
  const key = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const way = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    change(size(event.currentTarget) + (isBehind ? -way : way));
  };
  return (
    <div class={`splitter ${isRow ? "of-rows" : ""}`} role="separator" aria-label={label} aria-orientation={isRow ? "horizontal" : "vertical"}
      tabIndex={0} onPointerDown={drag} onKeyDown={key} />
  );
}
