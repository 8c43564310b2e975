import type { HistoryAnswer } from '../src/dashboard/protocol.js';
import type { Store } from './store.js';

/** Each is five kilobytes. */
const MAX_COURSES = 200;
const MAX_IDS = 100;

/**
 * Fetches the last ten minutes of the leaves that are looked at; the frames
 * continue them. What was looked at longest ago is forgotten.
 */
export class Courses {
  private missing = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private notBefore = 0;

  constructor(
    private readonly base: string,
    private readonly store: Store,
    private readonly loaded: () => void,
  ) {}

  want(ids: Iterable<number>): void {
    const { courses, leaves, shownTick } = this.store;
    for (const id of ids) {
      const known = courses.get(id);
      if (known !== undefined) {
        courses.delete(id);
        courses.set(id, known);
        continue;
      }
      const leaf = leaves.get(id);
      const value = leaf && this.store.valueOf(leaf);
      if (typeof value === 'number') {
        this.store.course(id).set(shownTick, value);
        this.missing.add(id);
      }
    }
    for (const id of courses.keys()) {
      if (courses.size <= MAX_COURSES) {
        break;
      }
      courses.delete(id);
      this.missing.delete(id);
    }
    if (this.missing.size > 0 && this.timer === undefined) {
      // Not for every row that a scroll passes.
      this.timer = setTimeout(
        () => void this.fetch(),
        Math.max(80, this.notBefore - Date.now()),
      );
    }
  }

  /** All of them again, after a gap. */
  close(): void {
    clearTimeout(this.timer);
    this.missing.clear();
  }

  private async fetch(): Promise<void> {
    const ids = [...this.missing].slice(-MAX_IDS);
    for (const id of ids) {
      this.missing.delete(id);
    }
    try {
      const query = ids.map((id) => `id=${id}`).join('&');
      const response = await fetch(`${this.base}/history?${query}`, {
        cache: 'no-store',
      });
      if (response.ok) {
        this.fill((await response.json()) as HistoryAnswer);
      } else {
        this.notBefore = Date.now() + 10_000;
      }
    } catch {
      this.notBefore = Date.now() + 10_000;
    }
    this.timer = undefined;
    if (this.missing.size > 0) {
      this.want([]);
    }
  }

  private fill(answer: HistoryAnswer): void {
    // Far from this process's ticks: it came from another.
    if (Math.abs(answer.tick - this.store.tick) > 5) {
      return;
    }
    for (const [id, samples] of Object.entries(answer.series)) {
      this.store.recall(Number(id), samples, answer.tick);
    }
    this.loaded();
  }
}
