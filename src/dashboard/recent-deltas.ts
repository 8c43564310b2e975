/** The limits of the stored deltas: their number and their characters in total. */
const MAX_DELTAS = 30;
const MAX_LENGTH = 4 * 1024 * 1024;

/** Stores the JSON of the last deltas for viewers that poll. */
export class RecentDeltas {
  private readonly deltas: string[] = [];
  private length = 0;

  add(json: string): void {
    const { deltas } = this;
    deltas.push(json);
    this.length += json.length;
    while (
      deltas.length > MAX_DELTAS ||
      (this.length > MAX_LENGTH && deltas.length > 1)
    ) {
      this.length -= deltas.shift()!.length;
    }
  }

  clear(): void {
    this.deltas.length = 0;
    this.length = 0;
  }

  /** Returns the last `count` deltas; undefined if there are not as many. */
  last(count: number): string[] | undefined {
    const { length } = this.deltas;
    return count >= 0 && count <= length
      ? this.deltas.slice(length - count)
      : undefined;
  }
}
