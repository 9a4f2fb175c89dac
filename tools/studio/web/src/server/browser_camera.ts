/** The browser's camera: one picture for each credit that the server gives, always the newest. */

const WIDTH = 640;
const QUALITY = 0.8;

export class BrowserCamera {
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private stream: MediaStream | null = null;
  private credits = 0;
  private isSending = false;
  private isFresh = false;

  constructor(private readonly send: (jpeg: Uint8Array, captured: number) => boolean) {
    this.video.muted = true;
    this.video.playsInline = true;
  }

  /** Asks the user for the camera; fails with what the browser says. */
  async open(): Promise<void> {
    this.close();
    if (!navigator.mediaDevices) throw new Error("pages have cameras only on this machine, or with TLS");
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: WIDTH }, facingMode: "user" }, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.waitForFrame(this.stream);
  }

  close(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.credits = 0;
    this.isFresh = false;
    this.video.srcObject = null;
  }

  credit(count: number): void {
    this.credits += count;
    void this.sendNewest();
  }

  private waitForFrame(stream: MediaStream): void {
    this.video.requestVideoFrameCallback(() => {
      if (this.stream !== stream) return;
      this.isFresh = true;
      void this.sendNewest();
      this.waitForFrame(stream);
    });
  }

  private async sendNewest(): Promise<void> {
    const stream = this.stream;
    if (!stream || !this.isFresh || this.isSending || this.credits < 1) return;
    this.isFresh = false;
    this.isSending = true;
    try {
      const captured = performance.now();
      const scale = Math.min(1, WIDTH / this.video.videoWidth);
      this.canvas.width = Math.round(this.video.videoWidth * scale);
      this.canvas.height = Math.round(this.video.videoHeight * scale);
      this.canvas.getContext("2d")!.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
      const blob = await new Promise<Blob | null>((done) => this.canvas.toBlob(done, "image/jpeg", QUALITY));
      if (blob && this.stream === stream) {
        this.credits -= 1;
        this.send(new Uint8Array(await blob.arrayBuffer()), captured);
      }
    } finally {
      this.isSending = false;
    }
    void this.sendNewest(); // what came meanwhile
  }
}
