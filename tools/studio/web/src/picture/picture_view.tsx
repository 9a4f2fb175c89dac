/** The picture that comes into the graph, or one that leaves it, with what the graph found in it. */

import { computed, effect, type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Packet, PicturePacket } from "../protocol";
import { hello, outerStreams, packets } from "../server/state";
import { decode, Overlay } from "./overlay";

const DRAWN = new Set(["landmarks", "detections", "rects"]);

const HINT = "Run the graph, and its picture is here.";

interface Wanted {
  /** Tells whether what was found is drawn. */
  shows: ReadonlySignal<(packet: Packet) => boolean>;
  hint?: string;
}

export function PictureView({ shows, hint = HINT }: Wanted) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isEmpty = useSignal(true);
  useEffect(() => effect(() => {
    const [current, picture, isShown] = [packets.value, outerPicture(), shows.value];
    if (!picture) return undefined;
    let isLate = false;
    void decode(picture).then((bitmap) => {
      if (!isLate && canvas.current) {
        const overlay = new Overlay(canvas.current, hello.value?.connections ?? {});
        overlay.picture(bitmap, bitmap.width, bitmap.height);
        for (const packet of foundAt(current, picture.timestamp)) if (isShown(packet)) overlay.found(packet);
        isEmpty.value = false;
      }
      bitmap.close();
    });
    return () => {
      isLate = true;
    };
  }), []);
  return (
    <div class="screen">
      <canvas ref={canvas} role="img" aria-label="The picture, with what the graph found in it" class={isEmpty.value ? "away" : ""} />
      {isEmpty.value && <p class="hint">{hint}</p>}
    </div>
  );
}

function outerPicture(): PicturePacket | undefined {
  return outerStreams.value.map((name) => packets.value.get(name)).find((packet) => packet?.kind === "picture");
}

/** What was found in the picture itself; where nothing was, the packet before does not stand for it. */
function foundAt(all: ReadonlyMap<string, Packet>, timestamp: number): Packet[] {
  return [...all.values()].filter((each) => DRAWN.has(each.kind) && each.timestamp === timestamp);
}

const drawableNames = computed(() =>
  [...packets.value.values()].filter((each) => DRAWN.has(each.kind)).map((each) => each.stream).join("\n"),
);

/** The streams whose packets can be drawn over the picture; it changes only when these do. */
export const drawableStreams = computed(() => drawableNames.value.split("\n").filter(Boolean));
