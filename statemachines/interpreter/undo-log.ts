import type { Frame } from "./types.ts";

/** From here on an index pays off. */
const FEW = 12;

/** The frames that a piece of work has touched, as they were before: absent ones are to be absent again. */
export class UndoLog {
  private ids: string[] = [];
  private frames: (Frame | undefined)[] = [];
  private index: Set<string> | undefined;

  has(id: string): boolean {
    return this.index === undefined ? this.ids.includes(id) : this.index.has(id);
  }

  add(id: string, before: Frame | undefined): void {
    this.ids.push(id);
    this.frames.push(before);
    if (this.index !== undefined) this.index.add(id);
    else if (this.ids.length > FEW) this.index = new Set(this.ids);
  }

  /** Last first, so that what a frame was before it was touched at all is what stays. */
  forEachBackwards(visit: (id: string, before: Frame | undefined) => void): void {
    for (let place = this.ids.length - 1; place >= 0; place--) visit(this.ids[place]!, this.frames[place]);
  }

  clear(): void {
    if (this.ids.length === 0) return;
    this.ids = [];
    this.frames = [];
    this.index = undefined;
  }
}
