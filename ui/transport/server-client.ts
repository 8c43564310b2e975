import {
  decodeHistory,
  decodeSearch,
} from '../../src/dashboard/protocol/decode.js';
import {
  type HistoryResponse,
  MAX_HISTORIES,
  type SearchResponse,
} from '../../src/dashboard/protocol/types.js';
import { isNumber } from '../state/format.js';
import type { Server } from '../state/server.js';
import type { Store } from '../state/store.js';
import { OtherProcessError, request } from './request.js';

/** The most loaded series. Each takes five kilobytes. */
const MAX_SERIES = 200;
/** The server stores no more series. */
const MAX_STORED = 2000;
/**
 * The delay before a request, so that rows which only scroll past are not
 * loaded, in ms.
 */
const DELAY_MS = 80;
const RETRY_MS = 5_000;

/** Makes the requests of the page, except for the stream. */
export class ServerClient implements Server {
  /** The series that are not loaded yet, by id. */
  private readonly pending = new Set<number>();
  private store: Store | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private delayMs = DELAY_MS;

  /**
   * @param base the URL of the dashboard
   */
  constructor(
    private readonly base: string,
    private readonly page: {
      reconnect(): void;
      reload(): void;
      /** Series have been loaded. */
      draw(): void;
      /**
       * Another process has answered.
       *
       * @returns a text that says so
       */
      onOtherProcess(processId: string): string;
    },
  ) {}

  reconnect(): void {
    this.page.reconnect();
  }

  reload(): void {
    this.page.reload();
  }

  loadSeries(store: Store, ids: Iterable<number>): void {
    if (store.isFile) {
      return;
    }
    if (this.store !== store) {
      this.store = store;
      this.pending.clear();
    }
    const { series, valuesById } = store;
    for (const id of ids) {
      const samples = series.get(id);
      if (samples !== undefined) {
        // A Map keeps the order of insertion, so its first series was shown
        // longest ago.
        series.delete(id);
        series.set(id, samples);
        continue;
      }
      const value = valuesById.get(id)?.value;
      if (isNumber(value)) {
        store.addSeries(id).set(store.tick, Number(value));
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

  async openBranch(store: Store, path: readonly string[]): Promise<void> {
    await this.fetchText(
      store,
      `branch?path=${encodeURIComponent(JSON.stringify(path))}`,
    );
  }

  async search(store: Store, query: string): Promise<SearchResponse> {
    const url = `search?q=${encodeURIComponent(query)}`;
    return decodeSearch(await this.fetchText(store, url));
  }

  async *fetchHistories(store: Store): AsyncGenerator<HistoryResponse> {
    if (store.isFile) {
      return;
    }
    const ids = [...store.valuesById.values()]
      .filter(({ value }) => isNumber(value))
      .slice(0, MAX_STORED)
      .map(({ id }) => id);
    for (let first = 0; first < ids.length; first += MAX_HISTORIES) {
      // One after the other: a process in trouble has more to do.
      yield await this.fetchHistory(
        store,
        ids.slice(first, first + MAX_HISTORIES),
      );
    }
  }

  async fetchDocument(store: Store, query: string): Promise<string> {
    return this.text(store, this.base.replace(/\/[^/]*$/, '') + query);
  }

  private async fetchHistory(
    store: Store,
    ids: readonly number[],
  ): Promise<HistoryResponse> {
    const query = ids.map((id) => `id=${id}`).join('&');
    return decodeHistory(await this.fetchText(store, `history?${query}`));
  }

  private fetchText(store: Store, url: string): Promise<string> {
    return this.text(store, `${this.base}/${url}`);
  }

  private async text(store: Store, url: string): Promise<string> {
    try {
      const response = await request(url, store.process.id);
      return await response.text();
    } catch (error) {
      if (error instanceof OtherProcessError) {
        throw new Error(this.page.onOtherProcess(error.processId), {
          cause: error,
        });
      }
      throw error;
    }
  }

  private schedule(): void {
    if (this.pending.size > 0 && this.timer === undefined) {
      this.timer = setTimeout(() => void this.loadPending(), this.delayMs);
    }
  }

  private async loadPending(): Promise<void> {
    const { store } = this;
    this.delayMs = DELAY_MS;
    const ids = [...this.pending].slice(-MAX_HISTORIES);
    for (const id of ids) {
      this.pending.delete(id);
    }
    if (store !== undefined && ids.length > 0) {
      try {
        const { n, series } = await this.fetchHistory(store, ids);
        for (const [id, samples] of series) {
          store.backfill(id, samples, n);
        }
        this.page.draw();
      } catch {
        this.delayMs = RETRY_MS;
        for (const id of ids) {
          if (this.store === store && store.series.has(id)) {
            this.pending.add(id);
          }
        }
      }
    }
    this.timer = undefined;
    this.schedule();
  }
}
