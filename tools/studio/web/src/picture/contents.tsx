/** Packets, each shown as what it carries. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type {
  DetectionsPacket, LabelsPacket, LandmarksPacket, NumberPacket, Packet, PicturePacket, RectsPacket, WorldLandmarksPacket,
} from "../protocol";
import { reasonOf } from "../reason";
import { hello, packets } from "../server/state";
import { decode, Overlay } from "./overlay";
import { addSample, plot, type Sample, short } from "./plot";

const GROUND = { width: 320, height: 240 }; // of boxes whose picture is not there

export function Content({ packet }: { packet: Packet }) {
  switch (packet.kind) {
    case "picture":
      return <PictureContent packet={packet} />;
    case "landmarks":
    case "world_landmarks":
      return <SpaceContent packet={packet} />;
    case "detections":
    case "rects":
      return <BoxContent packet={packet} />;
    case "labels":
      return <p class="number">{labelWords(packet).join(", ") || "–"}</p>;
    case "number":
      return <PlotContent packet={packet} />;
    case "text":
      return <pre class="value">{packet.text}</pre>;
  }
}

function PictureContent({ packet }: { packet: PicturePacket }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    void decode(packet).then((bitmap) => {
      if (canvas.current) new Overlay(canvas.current, {}).picture(bitmap, bitmap.width, bitmap.height);
      bitmap.close();
    });
  }, [packet]);
  return (
    <>
      <canvas ref={canvas} role="img" aria-label={`Picture, ${packet.width} by ${packet.height}`} />
      <p class="hint">{`${packet.width} × ${packet.height}`}</p>
    </>
  );
}

function BoxContent({ packet }: { packet: DetectionsPacket | RectsPacket }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = [...packets.value.values()].find((each) => each.kind === "picture" && each.timestamp === packet.timestamp);
  useEffect(() => {
    let isLate = false;
    const draw = (bitmap: ImageBitmap | null): void => {
      if (!isLate && canvas.current) {
        const overlay = new Overlay(canvas.current, {});
        overlay.picture(bitmap, bitmap?.width ?? GROUND.width, bitmap?.height ?? GROUND.height);
        overlay.found(packet);
      }
      bitmap?.close();
    };
    if (picture?.kind === "picture") void decode(picture).then(draw);
    else draw(null);
    return () => {
      isLate = true;
    };
  }, [packet]);
  const lines = packet.kind === "rects"
    ? packet.items.map((rect) => `${at(rect.x, rect.y)}, ${at(rect.width, rect.height, "×")}, turned by ${rect.rotation.toFixed(2)}`)
    : packet.items.map((found) => `${found.label || "detection"} ${found.score.toFixed(3)} at ${at(found.x, found.y)}`);
  return (
    <>
      <canvas ref={canvas} role="img" aria-label={`${packet.items.length} boxes`} />
      {lines.map((line, index) => <p class="hint" key={index}>{line}</p>)}
    </>
  );
}

/** The best class of each thing. */
export function labelWords(packet: LabelsPacket): string[] {
  return packet.items.flatMap(([best]) => (best ? [`${best.name} ${Math.round(best.score * 100)} %`] : []));
}

function at(x: number, y: number, between = ","): string {
  return `${x.toFixed(3)} ${between} ${y.toFixed(3)}`;
}

function PlotContent({ packet }: { packet: NumberPacket }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const samples = useRef<Sample[]>([]);
  useEffect(() => {
    samples.current = addSample(samples.current, packet);
    if (canvas.current) plot(canvas.current, samples.current);
  }, [packet]);
  return (
    <>
      <canvas ref={canvas} class="plot" role="img" aria-label={`Over the last seconds; now ${short(packet.value)}`} />
      <p class="number">{short(packet.value)}</p>
    </>
  );
}

/** Landmarks in space; what draws them is loaded when they are first shown. */
export function SpaceContent({ packet }: { packet: LandmarksPacket | WorldLandmarksPacket }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const hand = useRef<import("./hand3d").Hand3D | null>(null);
  const newest = useRef(packet.items);
  newest.current = packet.items;
  const failed = useSignal("");
  useEffect(() => {
    let isGone = false;
    import("./hand3d")
      .then(({ Hand3D }) => {
        if (isGone || !canvas.current) return;
        hand.current = new Hand3D(canvas.current, hello.value?.connections ?? {});
        hand.current.show(newest.current);
      })
      .catch((error: unknown) => {
        failed.value = `This browser cannot draw in space: ${reasonOf(error)}`;
      });
    return () => {
      isGone = true;
      hand.current?.close();
    };
  }, []);
  useEffect(() => hand.current?.show(packet.items), [packet]);
  const turn = (event: KeyboardEvent): void => {
    const turns: Record<string, [number, number]> = {
      ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2], ArrowDown: [0, 0.2],
    };
    const by = turns[event.key];
    if (!by) return;
    event.preventDefault();
    hand.current?.turn(...by);
  };
  if (failed.value) return <p class="hint">{failed.value}</p>;
  const unit = packet.kind === "world_landmarks" ? "in metres" : "in parts of the picture";
  return (
    <>
      <canvas ref={canvas} class="space" tabIndex={0} onKeyDown={turn} role="img" aria-label="Landmarks in space; drag, or arrow keys, turn them" />
      <p class="hint">{`${packet.items.length} × ${packet.items[0]?.length ?? 0} points ${unit}; drag to turn`}</p>
    </>
  );
}
