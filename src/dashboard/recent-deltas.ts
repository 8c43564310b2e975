/** The limits of the stored deltas: their number and their characters in total. */
const MAX_DELTAS = 30;
const MAX_LENGTH = 4 * 1024 * 1024;

/** Stores the JSON of the last deltas for viewers that poll. */
export class RecentDeltas {
  private readonly deltas: { readonly n: number; readonly json: string }[] = [];
  private length = 0;

  add(n: number, json: string): void {
    const { deltas } = this;
    deltas.push({ n, json });
    this.length += json.length;
    while (
      deltas.length > MAX_DELTAS ||
      (this.length > MAX_LENGTH && deltas.length > 1)
    ) {
      this.length -= deltas.shift()!.json.length;
    }
  }

  clear(): void {
    this.deltas.length = 0;
    this.length = 0;
  }

  /**
   * Returns the deltas after a sample.
   *
   * @param last the number of the newest sample
   * @returns undefined if some of the deltas are no longer stored
   */
  since(n: number, last: number): string[] | undefined {
    const missing = this.deltas.filter((delta) => delta.n > n);
    return missing.length === last - n
      ? missing.map(({ json }) => json)
      : undefined;
  }
}
