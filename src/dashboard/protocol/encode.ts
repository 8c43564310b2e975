import {
  type Delta,
  type HistoryResponse,
  type Interval,
  type Nodes,
  PROTOCOL_VERSION,
  type Snapshot,
  type Value,
} from './types.js';

/** Items of a column that are encoded between two yields. */
const STEP = 1000;

/** Encodes a snapshot in short steps; together they are its JSON. */
export function* snapshotSteps(snapshot: Snapshot): Generator<string> {
  const { nodes, intervals, runtime, ...rest } = snapshot;
  yield JSON.stringify({ v: PROTOCOL_VERSION, ...rest }).slice(0, -1);
  for (const [name, column] of Object.entries(columnsOf(nodes))) {
    yield `,"${name}":`;
    if (isList(column)) {
      yield '[';
      yield* itemSteps(column, STEP);
      yield ']';
    } else {
      yield JSON.stringify(column);
    }
  }
  yield ',"intervals":[';
  for (const [i, interval] of intervals.entries()) {
    const json = JSON.stringify(encodeInterval(interval));
    yield i === 0 ? json : `,${json}`;
  }
  yield `],"runtime":${JSON.stringify(runtime)}}`;
}

export function encodeSnapshot(snapshot: Snapshot): string {
  return [...snapshotSteps(snapshot)].join('');
}

export function encodeDelta(delta: Delta): string {
  const { v, add, interval, ...rest } = delta;
  return JSON.stringify({
    ...rest,
    v: v.map(encodeValue),
    ...(interval !== undefined && { interval: encodeInterval(interval) }),
    ...(add !== undefined && { add: columnsOf(add) }),
  });
}

export function encodeHistory({ n, series }: HistoryResponse): string {
  return JSON.stringify({ n, series: Object.fromEntries(series) });
}

/** @param deltas encoded */
export function encodePoll(deltas: readonly string[]): string {
  return `{"deltas":[${deltas.join(',')}]}`;
}

/** Equal values have equal encodings. */
export function encodeValue(value: Value | undefined): unknown {
  switch (typeof value) {
    case 'undefined':
      return {};
    case 'bigint':
      return { n: String(value) };
    case 'number':
      // JSON.stringify writes -0 as 0.
      return Object.is(value, -0) ? { n: '-0' } : value;
    default:
      return value;
  }
}

/** A row is a list, and the key of a bucket the distance from the last key. */
function encodeInterval({ rows, ...rest }: Interval) {
  return {
    ...rest,
    rows: rows.map(
      ({
        id,
        count,
        errors,
        clientErrors,
        aborted,
        bytes,
        sum,
        max,
        ...row
      }) => {
        const buckets = row.buckets.map((each, i) =>
          i % 2 === 0 ? each - (row.buckets[i - 2] ?? 0) : each,
        );
        const items = [count, errors, clientErrors, aborted, bytes, sum, max];
        return [id, ...items, buckets];
      },
    ),
  };
}

function columnsOf({ ids, parents, keys, meta, dict, values }: Nodes) {
  return {
    ids: idRuns(ids),
    parents: repeated(parents),
    keys,
    meta: repeated(meta),
    dict,
    values: values.map(encodeValue),
  };
}

/** Neighbours often have the same parent, and the same metadata. */
function repeated(
  column: readonly number[],
): readonly number[] | { readonly runs: readonly number[] } {
  const runs: number[] = [];
  for (const [i, item] of column.entries()) {
    if (i > 0 && item === column[i - 1]) {
      runs[runs.length - 1]!++;
    } else {
      runs.push(item, 1);
    }
  }
  return runs.length < column.length ? { runs } : column;
}

/** Pairs of a first id and the number of ids that follow one another. */
function idRuns(ids: readonly number[]): number[] {
  const runs: number[] = [];
  for (const [i, id] of ids.entries()) {
    if (i > 0 && id === ids[i - 1]! + 1) {
      runs[runs.length - 1]!++;
    } else {
      runs.push(id, 1);
    }
  }
  return runs;
}

function* itemSteps(
  items: readonly unknown[],
  step: number,
): Generator<string> {
  for (let start = 0; start < items.length; start += step) {
    const json = JSON.stringify(items.slice(start, start + step)).slice(1, -1);
    yield start === 0 ? json : `,${json}`;
  }
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
