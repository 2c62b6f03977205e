import type { Frame, InterpreterState } from "./types.ts";

interface Touch {
  id: string;
  /** The frame as it was; absent ones are to be absent again. */
  before: Frame | undefined;
  previous: Touch | undefined;
}

/** From here on an index pays off. */
const FEW = 12;

/**
 * The frames that a step has touched, as they were before, in pieces that can be undone. A list of links, because most
 * steps touch one frame and are many.
 */
export class TouchedFrames {
  private readonly frames: InterpreterState["frames"];
  private last: Touch | undefined;
  private pieceStart: Touch | undefined;
  private pieceSize = 0;
  private index: Set<string> | undefined;

  constructor(frames: InterpreterState["frames"]) {
    this.frames = frames;
  }

  beginPiece(): void {
    this.pieceStart = this.last;
    this.pieceSize = 0;
    this.index = undefined;
  }

  /** Whether the piece has touched a frame already. */
  has(id: string): boolean {
    if (this.index !== undefined) return this.index.has(id);
    for (let touch = this.last; touch !== this.pieceStart; touch = touch!.previous) {
      if (touch!.id === id) return true;
    }
    return false;
  }

  add(id: string, before: Frame | undefined): void {
    this.last = { id, before, previous: this.last };
    this.pieceSize++;
    if (this.index !== undefined) this.index.add(id);
    else if (this.pieceSize > FEW) this.index = new Set(this.pieceIds());
  }

  private *pieceIds(): Iterable<string> {
    for (let touch = this.last; touch !== this.pieceStart; touch = touch!.previous) yield touch!.id;
  }

  /** Puts back what the piece has touched, the last first: what a frame was before it was touched at all stays. */
  undoPiece(): void {
    for (let touch = this.last; touch !== this.pieceStart; touch = touch!.previous) {
      const { id, before } = touch!;
      if (before === undefined) delete this.frames[id];
      else this.frames[id] = before;
    }
    this.last = this.pieceStart;
    this.beginPiece();
  }

  /** All that the step has touched. */
  ids(): Iterable<string> {
    if (this.last === undefined) return [];
    if (this.last.previous === undefined) return [this.last.id];
    const ids = new Set<string>();
    for (let touch: Touch | undefined = this.last; touch !== undefined; touch = touch.previous)
      ids.add(touch.id);
    return ids;
  }
}
