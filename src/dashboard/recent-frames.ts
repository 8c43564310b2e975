/**
 * The limits of the stored frames: their number and their characters in total.
 */
const MAX_FRAMES = 30;
const MAX_LENGTH = 4 * 1024 * 1024;

interface RecentFrame {
  readonly tick: number;
  /** The JSON of the frame. */
  readonly text: string;
}

/** Stores the last frames for viewers that poll. */
export class RecentFrames {
  private readonly frames: RecentFrame[] = [];
  private length = 0;

  add(tick: number, text: string): void {
    const { frames } = this;
    frames.push({ tick, text });
    this.length += text.length;
    while (
      frames.length > MAX_FRAMES ||
      (this.length > MAX_LENGTH && frames.length > 1)
    ) {
      this.length -= frames.shift()!.text.length;
    }
  }

  clear(): void {
    this.frames.length = 0;
    this.length = 0;
  }

  /**
   * Returns the frames after a tick as JSON.
   *
   * @param last the tick of the newest sample
   * @returns undefined if some of the frames are no longer stored
   */
  since(tick: number, last: number): string | undefined {
    const texts = this.frames
      .filter((frame) => frame.tick > tick)
      .map(({ text }) => text);
    return texts.length === last - tick ? `[${texts.join(',')}]` : undefined;
  }
}
