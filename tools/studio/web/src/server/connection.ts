/** The WebSocket to the server: requests with one answer each, events, and new attempts while the server is gone. */

import { decode, encode } from "@msgpack/msgpack";
import type { AnyEvent, AnyRequest, Failure, Reply, Results } from "../protocol";

export type Link = "connecting" | "open" | "lost";

/** A request of a method, or of one of several, before it has its `id`. */
export type RequestFor<M extends keyof Results> = WithoutId<Extract<AnyRequest, { method: M }>>;
type WithoutId<R> = R extends unknown ? Omit<R, "id"> : never;

/** The server's answer was an error. */
export class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The server went away before it answered, or is not there. */
export class Gone extends Error {}

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

const FIRST_WAIT = 500; // ms
const LONGEST_WAIT = 4000;

export class Connection {
  private socket: WebSocket | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private wait = FIRST_WAIT;

  constructor(
    private readonly url: string,
    private readonly onEvent: (event: AnyEvent) => void,
    private readonly onLink: (link: Link) => void,
  ) {
    this.open();
  }

  /** Asks the server for something; fails with `Refusal` or `Gone`. */
  ask<M extends keyof Results>(request: RequestFor<M>): Promise<Results[M]> {
    return new Promise<Results[M]>((resolve, reject) => {
      const id = ++this.lastId;
      this.waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      if (!this.send({ ...request, id })) {
        this.waiting.delete(id);
        reject(new Gone("the server is not there"));
      }
    });
  }

  /** Tells the server something that has no answer; false where it is not there. */
  tell(request: RequestFor<"shown"> | RequestFor<"camera_frame">): boolean {
    return this.send(request);
  }

  private send(message: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(encode(message));
    return true;
  }

  private open(): void {
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      this.socket = socket;
      this.onLink("open");
    });
    socket.addEventListener("message", (message) => this.receive(decode(message.data as ArrayBuffer) as AnyEvent | Reply));
    socket.addEventListener("close", () => this.closed());
    this.onLink("connecting");
  }

  private closed(): void {
    this.socket = null;
    for (const { reject } of this.waiting.values()) reject(new Gone("the server went away before it answered"));
    this.waiting.clear();
    this.onLink("lost");
    setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(LONGEST_WAIT, this.wait * 1.6);
  }

  private receive(message: AnyEvent | Reply): void {
    if ("event" in message) {
      this.onEvent(message);
      return;
    }
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error) waiting?.reject(new Refusal(message.error));
    else waiting?.resolve(message.result as never);
  }
}
