/** Values that are shown at intervals, because each draws a part of the page anew: the newest one then. */

export class Seldom<T> {
  private newest: { value: T } | null = null;
  private timer = 0;

  constructor(
    private readonly milliseconds: number,
    private readonly show: (value: T) => void,
  ) {}

  put(value: T): void {
    this.newest = { value };
    if (this.timer) return;
    this.showNewest();
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (this.newest) this.put(this.newest.value);
    }, this.milliseconds);
  }

  /** Shows at once what still waits. */
  showNewest(): void {
    const { newest } = this;
    this.newest = null;
    if (newest) this.show(newest.value);
  }
}
