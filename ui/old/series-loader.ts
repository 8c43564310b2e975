import type { HistoryResponse } from '../src/dashboard/protocol.js';
import type { Store } from './store.js';

/** The most loaded series. Each takes five kilobytes. */
const MAX_SERIES = 200;
export const MAX_IDS_PER_REQUEST = 100;
/**
 * The delay before a request, so that rows which only scroll past are not
 * loaded, in ms.
 */
const DELAY_MS = 80;
const RETRY_MS = 10_000;
/** The response of another process has ticks that differ by more than this. */
const MAX_TICK_DIFFERENCE = 5;

/**
 * Loads the last ten minutes of the values that are shown; frames continue
 * them. The series that were shown longest ago are dropped.
 */
export class SeriesLoader {
  private readonly pending = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retryAt = 0;
  private isClosed = false;

  constructor(
    private readonly base: string,
    private readonly store: Store,
    private readonly onLoaded: () => void,
  ) {}

  load(ids: Iterable<number>): void {
    const { series, valuesById, shownTick } = this.store;
    for (const id of ids) {
      const samples = series.get(id);
      if (samples !== undefined) {
        // A Map keeps the order of insertion, so its first series was shown
        // longest ago.
        series.delete(id);
        series.set(id, samples);
        continue;
      }
      const variable = valuesById.get(id);
      const value = variable && this.store.valueOf(variable);
      if (typeof value === 'number') {
        this.store.addSeries(id).set(shownTick, value);
        this.pending.add(id);
      }
    }
    for (const id of series.keys()) {
      if (series.size <= MAX_SERIES) {
        break;
      }
      series.delete(id);
      this.pending.delete(id);
    }
    this.schedule();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.pending.size > 0 && this.timer === undefined && !this.isClosed) {
      this.timer = setTimeout(
        () => void this.loadPending(),
        Math.max(DELAY_MS, this.retryAt - Date.now()),
      );
    }
  }

  private async loadPending(): Promise<void> {
    const ids = [...this.pending].slice(-MAX_IDS_PER_REQUEST);
    for (const id of ids) {
      this.pending.delete(id);
    }
    try {
      const response = await fetchHistory(this.base, ids);
      if (Math.abs(response.tick - this.store.tick) > MAX_TICK_DIFFERENCE) {
        throw new Error('Another process has responded.');
      }
      for (const [id, samples] of Object.entries(response.series)) {
        this.store.backfill(Number(id), samples, response.tick);
      }
      this.onLoaded();
    } catch {
      this.retryAt = Date.now() + RETRY_MS;
      for (const id of ids) {
        if (this.store.series.has(id)) {
          this.pending.add(id);
        }
      }
    }
    this.timer = undefined;
    this.schedule();
  }
}

export async function fetchHistory(
  base: string,
  ids: readonly number[],
): Promise<HistoryResponse> {
  const query = ids.map((id) => `id=${id}`).join('&');
  const response = await fetch(`${base}/history?${query}`, {
    cache: 'no-store',
  });
  if (!response.ok) {
    throw new Error(`${response.status} ${response.statusText}`);
  }
  return (await response.json()) as HistoryResponse;
}
