/** A path stays open for this long after the last request for it, in ms. */
const OPEN_MS = 60_000;

/** The most paths that are open; the oldest request makes room. */
const MAX_OPEN = 10;

/** The lazy branches, and members of them, that viewers have opened. */
export class OpenedPaths {
  private readonly expiries = new Map<
    string,
    { readonly path: readonly string[]; readonly at: number }
  >();

  /** @param now in milliseconds of a monotonic clock */
  open(path: readonly string[], now: number): void {
    const key = JSON.stringify(path);
    this.expiries.delete(key);
    this.expiries.set(key, { path, at: now + OPEN_MS });
    if (this.expiries.size > MAX_OPEN) {
      const [oldest] = this.expiries.keys();
      this.expiries.delete(oldest!);
    }
  }

  *paths(now: number): Generator<readonly string[]> {
    for (const [key, { path, at }] of this.expiries) {
      if (at <= now) {
        this.expiries.delete(key);
      } else {
        yield path;
      }
    }
  }
}
