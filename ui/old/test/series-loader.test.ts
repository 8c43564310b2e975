import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HistoryResponse } from '../../src/dashboard/protocol.js';
import { SeriesLoader } from '../series-loader.js';
import { Store } from '../store.js';
import { createFrame, createState, START_TICK } from './test-state.js';

type Respond = (ids: number[]) => Response | Promise<Response>;

let respond: Respond;
let paths: Set<string>;
let requests: number[][];
let loaded: number;
let loader: SeriesLoader;

/** Responds with the samples 1, 2 for every id. */
const respondWithSeries = (ids: number[], status = 200): Response =>
  Response.json(
    {
      tick: START_TICK,
      at: [],
      series: Object.fromEntries(ids.map((id) => [id, [1, 2]])),
    } satisfies HistoryResponse,
    { status },
  );

beforeEach(() => {
  vi.useFakeTimers();
  paths = new Set();
  requests = [];
  loaded = 0;
  respond = respondWithSeries;
  vi.stubGlobal('fetch', (url: string) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const ids = searchParams.getAll('id').map(Number);
    paths.add(pathname);
    requests.push(ids);
    return Promise.resolve(respond(ids));
  });
});

afterEach(() => {
  loader.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Creates a store with the numbers 1 to `count` and a string. */
function createStore(count: number): Store {
  const store = new Store(
    createState([
      ...Array.from(
        { length: count },
        (_, i) => [[`n${i + 1}`], i + 1] as const,
      ),
      [['text'], 'x'],
    ]),
  );
  loader = new SeriesLoader('/debug/vars/ui', store, () => loaded++);
  return store;
}

test('loads the history of the values that are shown', async () => {
  const store = createStore(3);
  loader.load([1, 3]);
  await vi.advanceTimersByTimeAsync(80);
  expect([...paths]).toEqual(['/debug/vars/ui/history']);
  expect(requests).toEqual([[1, 3]]);
  expect(loaded).toBe(1);
  const series = store.series.get(3)!;
  expect([series.get(START_TICK - 1), series.get(START_TICK)]).toEqual([1, 2]);
  expect(store.series.has(2)).toBe(false);
});

test('has the current value of a series before its history', () => {
  const store = createStore(1);
  loader.load([1]);
  expect(store.series.get(1)!.get(START_TICK)).toBe(1);
});

test('collects the values of one moment into one request', async () => {
  createStore(3);
  loader.load([1]);
  loader.load([2, 1]);
  await vi.advanceTimersByTimeAsync(79);
  loader.load([3]);
  await vi.advanceTimersByTimeAsync(1);
  expect(requests).toEqual([[1, 2, 3]]);
});

test('does not load a series twice', async () => {
  createStore(1);
  loader.load([1]);
  await vi.advanceTimersByTimeAsync(80);
  loader.load([1]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toEqual([[1]]);
});

test('loads neither strings nor unknown ids', async () => {
  const store = createStore(1);
  loader.load([2, 99]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toEqual([]);
  expect(store.series.size).toBe(0);
});

test.each<[string, Respond]>([
  ['fails', () => Promise.reject(new TypeError('network error'))],
  ['gets 503', (ids) => respondWithSeries(ids, 503)],
  ['gets no JSON', () => new Response('<html>')],
  [
    'gets the history of another process',
    () => Response.json({ tick: START_TICK + 6, at: [], series: { 1: [7] } }),
  ],
])(
  'repeats a request that %s, after ten seconds',
  async (_failure, respondWrongly) => {
    const store = createStore(2);
    respond = respondWrongly;
    loader.load([1, 2]);
    await vi.advanceTimersByTimeAsync(80);
    expect(requests).toEqual([[1, 2]]);
    expect(loaded).toBe(0);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(requests).toHaveLength(1);
    respond = respondWithSeries;
    await vi.advanceTimersByTimeAsync(1);
    expect(requests).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(store.series.get(1)!.get(START_TICK - 1)).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(2);
  },
);

test('repeats a request until it succeeds', async () => {
  createStore(1);
  respond = () => new Response('', { status: 500 });
  loader.load([1]);
  await vi.advanceTimersByTimeAsync(35_000);
  expect(requests).toHaveLength(4);
});

test('does not repeat a request for values that are gone', async () => {
  const store = createStore(2);
  respond = () => {
    store.apply(createFrame(1, [], { removed: [1] }));
    return new Response('', { status: 500 });
  };
  loader.load([1, 2]);
  await vi.advanceTimersByTimeAsync(80);
  respond = respondWithSeries;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(requests).toEqual([[1, 2], [2]]);
});

test('asks for at most 100 series at a time, the newest first', async () => {
  createStore(150);
  loader.load(Array.from({ length: 150 }, (_, i) => i + 1));
  await vi.advanceTimersByTimeAsync(80);
  expect(requests.map(({ length }) => length)).toEqual([100]);
  expect(requests[0]).toContain(150);
  await vi.advanceTimersByTimeAsync(80);
  expect(requests.map(({ length }) => length)).toEqual([100, 50]);
});

test('keeps the 200 series that were shown last', async () => {
  const store = createStore(202);
  loader.load(Array.from({ length: 200 }, (_, i) => i + 1));
  loader.load([1]);
  loader.load([201, 202]);
  expect(store.series.size).toBe(200);
  expect(store.series.has(1)).toBe(true);
  expect([store.series.has(2), store.series.has(3)]).toEqual([false, false]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(requests.flat()).not.toContain(2);
});

test('sends nothing after it is closed', async () => {
  createStore(2);
  loader.load([1]);
  loader.close();
  loader.load([2]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toEqual([]);
});

test('does not repeat a request that fails after it is closed', async () => {
  createStore(1);
  respond = () => {
    loader.close();
    return new Response('', { status: 500 });
  };
  loader.load([1]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toHaveLength(1);
});
