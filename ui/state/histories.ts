import { decodeHistory } from '../../src/dashboard/protocol/decode.js';
import {
  type HistoryResponse,
  MAX_HISTORIES,
} from '../../src/dashboard/protocol/types.js';
import type { Server } from './server.js';
import type { Store } from './store.js';
import { isNumeric } from './variable-tree.js';

/** The server stores no more series. */
const MAX_SERIES = 2000;

/**
 * Loads the last ten minutes of all numbers, unless a file holds what is known.
 *
 * @throws {Error} if a request failed
 */
export async function* fetchHistories(
  server: Server,
  store: Store,
): AsyncGenerator<HistoryResponse> {
  if (store.isFile) {
    return;
  }
  const ids = [...store.valuesById.values()]
    .filter(({ value }) => isNumeric(value))
    .slice(0, MAX_SERIES)
    .map(({ id }) => `id=${id}`);
  for (let first = 0; first < ids.length; first += MAX_HISTORIES) {
    const query = ids.slice(first, first + MAX_HISTORIES).join('&');
    // One after the other: a process in trouble has more to do.
    const text = await server.fetchText(store, `history?${query}`);
    yield decodeHistory(text);
  }
}
