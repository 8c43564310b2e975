import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { encodeHistory } from '../../../src/dashboard/protocol/encode.js';
import { Store } from '../../state/store.js';
import { ServerClient } from '../../transport/server-client.js';
import { createDelta, createSnapshot, TICK } from '../snapshots.js';

let respond: (ids: number[]) => Response;
let requests: string[];
let drawings: number;
let client: ServerClient;

const idsOf = (url: string) =>
  new URL(url, 'http://localhost').searchParams.getAll('id').map(Number);

/** Responds with the samples 1, 2 for every id. */
const respondWithSeries = (ids: number[], processId = 'a'): Response =>
  new Response(
    encodeHistory({ n: TICK, series: new Map(ids.map((id) => [id, [1, 2]])) }),
    { headers: { 'Expvar-Process': processId } },
  );

beforeEach(() => {
  vi.useFakeTimers();
  requests = [];
  drawings = 0;
  respond = respondWithSeries;
  vi.stubGlobal('fetch', (url: string) => {
    requests.push(url);
    return Promise.resolve(respond(idsOf(url)));
  });
  client = new ServerClient('/debug/vars/ui', {
    reconnect: () => {},
    reload: () => {},
    draw: () => drawings++,
    onOtherProcess: (id) => `answered by ${id}`,
  });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Creates a store with the numbers 1 to `count`, whose ids are 0 to count - 1. */
function createStore(count: number): Store {
  return new Store(
    createSnapshot(
      [
        ...Array.from(
          { length: count },
          (_, i) => [[`n${i + 1}`], i + 1] as const,
        ),
        [['text'], 'x'],
      ],
      [],
      {
        runtime: {
          mono: [99_000, 100_000],
          wall: [1_799_999_999_000, 1_800_000_000_000],
          series: {} as never,
        },
      },
    ),
  );
}

test('loads the history of the values that are shown', async () => {
  const store = createStore(3);
  client.loadSeries(store, [0, 2]);
  expect(store.series.get(2)!.get(TICK)).toBe(3);
  await vi.advanceTimersByTimeAsync(80);
  expect(requests).toEqual(['/debug/vars/ui/history?id=0&id=2']);
  expect(store.series.get(2)!.toArray(TICK - 1, TICK)).toEqual(
    Float64Array.of(1, 2),
  );
  expect(store.series.get(1)).toBeUndefined();
  expect(drawings).toBe(1);
});

test('asks no server about the values of a file', async () => {
  const snapshot = createSnapshot([[['n'], 1]]);
  client.loadSeries(new Store(snapshot, undefined, true), [0]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(requests).toEqual([]);
});

test('loads no series twice, and none of texts and unknown ids', async () => {
  const store = createStore(1);
  client.loadSeries(store, [0, 1, 99]);
  client.loadSeries(store, [0]);
  await vi.advanceTimersByTimeAsync(1000);
  client.loadSeries(store, [0]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(requests).toEqual(['/debug/vars/ui/history?id=0']);
});

test.each([
  {
    problem: 'a status of 500',
    bad: () => new Response('', { status: 500 }),
  },
  { problem: 'text that is no JSON', bad: () => new Response('{') },
  {
    problem: 'the answer of another process',
    bad: () => respondWithSeries([0], 'b'),
  },
])('repeats a request after $problem', async ({ bad }) => {
  const store = createStore(1);
  respond = bad;
  client.loadSeries(store, [0]);
  await vi.advanceTimersByTimeAsync(80);
  expect(store.series.get(0)!.get(TICK - 1)).toBeNaN();
  respond = respondWithSeries;
  await vi.advanceTimersByTimeAsync(5000);
  expect(requests).toHaveLength(2);
  expect(store.series.get(0)!.get(TICK - 1)).toBe(1);
});

test('does not repeat a request for values that are gone', async () => {
  const store = createStore(1);
  respond = () => new Response('', { status: 500 });
  client.loadSeries(store, [0]);
  await vi.advanceTimersByTimeAsync(80);
  store.apply(createDelta(1, {}, { del: [0] }));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(requests.length).toBeLessThanOrEqual(2);
});

test('does not repeat a request for a process that is gone', async () => {
  respond = () => new Response('', { status: 500 });
  client.loadSeries(createStore(1), [0]);
  await vi.advanceTimersByTimeAsync(80);
  client.loadSeries(createStore(1), []);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(requests).toHaveLength(1);
});

test('asks for at most 100 series at a time, the newest first', async () => {
  const store = createStore(150);
  client.loadSeries(
    store,
    Array.from({ length: 150 }, (_, id) => id),
  );
  await vi.advanceTimersByTimeAsync(1000);
  expect(requests.map((url) => idsOf(url).length)).toEqual([100, 50]);
  expect(idsOf(requests[0]!)[0]).toBe(50);
});

test('stores the 200 series that were shown last', async () => {
  const store = createStore(300);
  for (let id = 0; id < 300; id++) {
    client.loadSeries(store, [0, id]);
  }
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.series.size).toBe(200);
  expect(store.series.get(0)).toBeDefined();
  expect(store.series.get(1)).toBeUndefined();
  expect(store.series.get(299)).toBeDefined();
});

test('says which process has answered instead of the shown one', async () => {
  respond = () => respondWithSeries([], 'b');
  await expect(
    client.fetchDocument(createStore(1), '?name=orders'),
  ).rejects.toThrow('answered by b');
  expect(requests).toEqual(['/debug/vars?name=orders']);
});
