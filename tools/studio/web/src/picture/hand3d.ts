/** Landmarks in space, which can be turned; loaded when the first are shown. */

import {
  AmbientLight, BufferGeometry, DirectionalLight, Float32BufferAttribute, Group, InstancedMesh, LineBasicMaterial,
  LineSegments, type Material, Matrix4, MeshStandardMaterial, PerspectiveCamera, Scene, SphereGeometry, WebGLRenderer,
} from "three";
import { OrbitControls } from "three/examples/jsm/controls/OrbitControls.js";
import type { Point } from "../protocol";
import { HAND_COLOURS } from "./overlay";

/** The width of a hand, or whatever it is, in the scene's units. */
const SIZE = 1.8;

export class Hand3D {
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(40, 1, 0.01, 50);
  private readonly controls: OrbitControls;
  private readonly things = new Group();
  private readonly watch = new ResizeObserver(() => this.resize());

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly connections: Record<string, number[][]>,
  ) {
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
    this.camera.position.set(0, 0, 3.6);
    const sun = new DirectionalLight(0xffffff, 2.5);
    sun.position.set(1, 2, 3);
    this.scene.add(new AmbientLight(0xffffff, 1.6), sun, this.things);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.enablePan = false;
    this.controls.addEventListener("change", () => this.render());
    this.watch.observe(canvas);
  }

  /** Shows some hands or the like, side by side; all are scaled by the same factor. */
  show(items: Point[][]): void {
    this.clear();
    const size = Math.max(1e-6, ...items.flatMap((points) => axes(points).map((values) => Math.max(...values) - Math.min(...values))));
    items.forEach((points, index) => {
      const offset = (index - (items.length - 1) / 2) * SIZE;
      this.add(points, HAND_COLOURS[index % HAND_COLOURS.length]!, SIZE / size, offset);
    });
    this.camera.position.setLength(3.2 + Math.max(0, items.length - 1) * 1.2);
    this.controls.update();
    this.render();
  }

  turn(x: number, y: number): void {
    this.things.rotation.y += x;
    this.things.rotation.x += y;
    this.render();
  }

  close(): void {
    this.watch.disconnect();
    this.clear();
    this.controls.dispose();
    this.renderer.dispose();
  }

  private add(points: Point[], color: string, scale: number, offset: number): void {
    const [x, y, z] = axes(points).map((values) => (Math.max(...values) + Math.min(...values)) / 2) as [number, number, number];
    const places = points.map((point) => [(point.x - x) * scale + offset, -(point.y - y) * scale, -(point.z - z) * scale]);
    const ball = new SphereGeometry(points.length > 60 ? 0.012 : 0.045, 16, 12);
    const balls = new InstancedMesh(ball, new MeshStandardMaterial({ color }), points.length);
    places.forEach((place, index) => balls.setMatrixAt(index, new Matrix4().makeTranslation(place[0]!, place[1]!, place[2]!)));
    const ends = (this.connections[String(points.length)] ?? []).flatMap(([from, to]) => [...places[from!]!, ...places[to!]!]);
    const lines = new BufferGeometry().setAttribute("position", new Float32BufferAttribute(ends, 3));
    this.things.add(balls, new LineSegments(lines, new LineBasicMaterial({ color })));
  }

  private clear(): void {
    for (const thing of [...this.things.children] as (InstancedMesh | LineSegments)[]) {
      thing.geometry.dispose();
      (thing.material as Material).dispose();
      this.things.remove(thing);
    }
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.render();
  }

  private render(): void {
    this.renderer.render(this.scene, this.camera);
  }
}

function axes(points: Point[]): [number[], number[], number[]] {
  return [points.map((point) => point.x), points.map((point) => point.y), points.map((point) => point.z)];
}
