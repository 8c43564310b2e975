import type {
  HistoryResponse,
  SearchResponse,
} from '../../src/dashboard/protocol/types.js';
import type { Store } from './store.js';

/** Answers the requests that the page makes while it has a stream. */
export interface Server {
  /** Connects again, which brings a new snapshot. Ends a wait. */
  reconnect(): void;
  /** Loads the page again. */
  reload(): void;
  /**
   * Loads the last ten minutes of values that are shown, and repeats a request
   * that failed. Deltas continue the series.
   *
   * @param ids of values; the most recently shown last
   */
  loadSeries(store: Store, ids: Iterable<number>): void;
  /**
   * Asks for the members of a branch that was not sent. They arrive with the
   * next delta.
   *
   * @throws {Error} if the request failed, with a text for the user
   */
  openBranch(store: Store, path: readonly string[]): Promise<void>;
  /**
   * Searches the names that were not sent.
   *
   * @throws {Error} if the request failed, with a text for the user
   */
  search(store: Store, query: string): Promise<SearchResponse>;
  /**
   * Loads the last ten minutes of all numbers, unless a file holds what is known.
   *
   * @throws {Error} if a request failed
   */
  fetchHistories(store: Store): AsyncIterable<HistoryResponse>;
  /**
   * Requests the document.
   *
   * @param query such as `?name=orders`
   * @throws {Error} if it failed or another process answered, with a text for
   * the user
   */
  fetchDocument(store: Store, query: string): Promise<string>;
}
