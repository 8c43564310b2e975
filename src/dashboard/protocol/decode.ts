import { MAX_BUCKET_KEY } from '../../vars/bucket-bounds.js';
import type { VarLimits } from '../../vars/var-meta.js';
import {
  type BuiltInLimits,
  type Bye,
  type Delta,
  type Failure,
  HISTORY_LENGTH,
  type HistoryResponse,
  type Interval,
  type IntervalRow,
  type IntervalSeries,
  type JsonText,
  type LazyBranch,
  MAX_EVENTS,
  MAX_HISTORIES,
  MAX_INTERVALS,
  MAX_NODES,
  type Meta,
  type Nodes,
  type PollResponse,
  type ProcessEvent,
  type ProcessIdentity,
  PROTOCOL_VERSION,
  RUNTIME_SERIES,
  type RuntimeHistory,
  type RuntimeSeries,
  type Sample,
  type SearchResponse,
  type Snapshot,
  type Value,
} from './types.js';
import {
  asObject,
  fail,
  flag,
  integerFrom,
  listOf,
  listOfLength,
  member,
  nullable,
  numberFrom,
  objectOf,
  oneOf,
  ProtocolError,
  type Schema,
  string,
} from './validate.js';

export { ProtocolError } from './validate.js';

/** An event of the stream. */
export type StreamEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'delta'; readonly delta: Delta }
  | { readonly type: 'bye'; readonly bye: Bye };

/** The keys of a path, and the objects that nest. */
const MAX_LEVELS = 200;
const path = listOf(string, MAX_LEVELS);
const integer = integerFrom(0, Number.MAX_SAFE_INTEGER);
const finite = numberFrom(-Number.MAX_VALUE, Number.MAX_VALUE);
const sample: Schema<Sample> = nullable(finite);
/** The times that a Date can have. */
const wall = numberFrom(-8.64e15, 8.64e15);
/** A process that runs for 3,000 years. */
const mono = numberFrom(0, 1e14);
const id = integer;
const ids = listOf(id, MAX_NODES);

const identity = objectOf<ProcessIdentity>({
  id: string,
  app: string,
  host: string,
  pid: integer,
  node: string,
  startedAt: wall,
});

const limits = objectOf<VarLimits>(
  { warning: finite, critical: finite, below: flag },
  ['warning', 'critical', 'below'],
);

const builtInLimits = objectOf<BuiltInLimits>(
  { eventLoopDelay: limits, heap: limits, cpu: limits, serverErrors: limits },
  ['eventLoopDelay', 'heap', 'cpu', 'serverErrors'],
);

const meta = objectOf<Meta>(
  {
    // Any name: the details show it, and no decision needs to know all types.
    type: string as Schema<NonNullable<Meta['type']>>,
    kind: oneOf('counter', 'gauge', 'histogram', 'info'),
    unit: string,
    description: string,
    source: string,
    limits,
  },
  ['type', 'kind', 'unit', 'description', 'source', 'limits'],
);

const jsonText: Schema<JsonText> = (wire) => {
  const { json, length } = asObject(wire);
  const checked = { json: string(json), length: integer(length) };
  return checked.length >= checked.json.length
    ? checked
    : fail('must not be longer than its length');
};

const changedValue: Schema<Value> = (wire) => {
  switch (typeof wire) {
    case 'string':
    case 'boolean':
      return wire;
    case 'number':
      return finite(wire);
    case 'object':
      break;
    default:
      fail('must be a value');
  }
  if (wire === null) {
    return null;
  }
  if (!('n' in wire)) {
    return jsonText(wire);
  }
  if (wire.n === '-0') {
    return -0;
  }
  return typeof wire.n === 'string' && /^-?\d{1,30}$/.test(wire.n)
    ? BigInt(wire.n)
    : fail('must have the digits of an integer');
};

/** An object with members is `{}`. */
const value: Schema<Value | undefined> = (wire) =>
  typeof wire === 'object' &&
  wire !== null &&
  !Array.isArray(wire) &&
  Object.keys(wire).length === 0
    ? undefined
    : changedValue(wire);

/** Expands pairs of a first id and a number of ids. */
const idRuns: Schema<number[]> = (wire) => {
  const runs = listOf(integer, 2 * MAX_NODES)(wire);
  const expanded: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const [first, count = 0] = runs.slice(i, i + 2) as [number, number?];
    const isAscending = first > (expanded.at(-1) ?? -1);
    if (!isAscending || expanded.length + count > MAX_NODES) {
      fail(
        `must be pairs of an ascending id and a count, ${MAX_NODES} in total`,
      );
    }
    for (let j = 0; j < count; j++) {
      expanded.push(first + j);
    }
  }
  return expanded;
};

/** A list of integers, or the pairs of an integer and its repetitions. */
function repeated(item: Schema<number>, length: number): Schema<number[]> {
  const list = listOfLength(item, length);
  return (wire) => {
    if (typeof wire !== 'object' || wire === null || !('runs' in wire)) {
      return list(wire);
    }
    const runs = listOf(integerFrom(-1, 2 ** 50), 2 * length)(wire.runs);
    const expanded: number[] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const end = expanded.length + (runs[i + 1] ?? 0);
      while (expanded.length < Math.min(end, length + 1)) {
        expanded.push(runs[i]!);
      }
    }
    return list(expanded);
  };
}

const nodes: Schema<Nodes> = (wire) => {
  const members = asObject(wire);
  const get = <T>(key: string, schema: Schema<T>): T =>
    member(key, schema, members[key]);
  const nodeIds = get('ids', idRuns);
  const column = <T>(key: string, item: Schema<T>): T[] =>
    get(key, listOfLength(item, nodeIds.length));
  const dict = get('dict', listOf(meta, MAX_NODES));
  let i = 0;
  return {
    ids: nodeIds,
    // A parent has a smaller id than its members, so that nothing contains
    // itself.
    parents: get(
      'parents',
      repeated(
        (each) => integerFrom(-1, nodeIds[i++]! - 1)(each),
        nodeIds.length,
      ),
    ),
    keys: column('keys', string),
    meta: get(
      'meta',
      repeated(integerFrom(-1, dict.length - 1), nodeIds.length),
    ),
    dict,
    values: column('values', value),
  };
};

const lazy = listOf<LazyBranch>((wire) => {
  const [objectId, count] = listOfLength(integerFrom(-1, 2 ** 50), 2)(wire);
  return [objectId!, count!];
}, MAX_NODES);

const failures = listOf(
  objectOf<Failure>({ id, reason: string, since: wall }),
  MAX_NODES,
);

const series = listOf(
  objectOf<IntervalSeries>(
    {
      id,
      kind: oneOf('route', 'method'),
      path,
      unit: oneOf('s', 'ms', 'us'),
    },
    ['unit'],
  ),
  MAX_NODES,
);

const buckets: Schema<number[]> = (wire) => {
  let key = 0;
  const encoded = listOf(integer, 4096)(wire);
  const pairs = encoded.map((each, i) => (i % 2 === 0 ? (key += each) : each));
  return pairs.length % 2 === 0 && key <= MAX_BUCKET_KEY
    ? pairs
    : fail('must be pairs of a key and a count');
};

const row: Schema<IntervalRow> = (wire) => {
  const items = Array.isArray(wire) ? (wire as unknown[]) : [];
  const get = <T>(i: number, schema: Schema<T>) => member(i, schema, items[i]);
  return {
    id: get(0, id),
    count: get(1, integer),
    errors: get(2, integer),
    clientErrors: get(3, integer),
    aborted: get(4, integer),
    bytes: get(5, integer),
    sum: get(6, finite),
    max: get(7, finite),
    buckets: get(8, buckets),
  };
};

const interval = objectOf<Interval>({
  mono,
  wall,
  seconds: numberFrom(0, 1e9),
  rows: listOf(row, MAX_NODES),
});

const events = listOf(
  objectOf<ProcessEvent>(
    {
      id,
      mono,
      wall,
      kind: oneOf('blocked', 'gc', 'failed', 'recovered', 'late', 'started'),
      seconds: finite,
      path,
      reason: string,
    },
    ['seconds', 'path', 'reason'],
  ),
  MAX_EVENTS,
);

const runtime: Schema<RuntimeHistory> = (wire) => {
  const times = member(
    'mono',
    listOf(mono, HISTORY_LENGTH),
    asObject(wire)['mono'],
  );
  if (times.some((time, i) => time < (times[i - 1] ?? 0))) {
    fail('must have ascending times');
  }
  const samples = listOfLength(sample, times.length);
  return objectOf<RuntimeHistory>({
    mono: () => times,
    wall: listOfLength(wall, times.length),
    series: objectOf(
      Object.fromEntries(
        RUNTIME_SERIES.map((name) => [name, samples]),
      ) as Record<RuntimeSeries, typeof samples>,
    ),
  })(wire);
};

/** A snapshot whose nodes are members of it, as on the wire. */
const flatSnapshot = objectOf<Omit<Snapshot, 'nodes'>>({
  process: identity,
  n: integer,
  mono,
  wall,
  intervalMs: numberFrom(1, 3_600_000),
  history: flag,
  heapLimit: sample,
  cpus: sample,
  lazy,
  runtime,
  failures,
  late: ids,
  series,
  intervals: listOf(interval, MAX_INTERVALS),
  events,
  limits: builtInLimits,
});

const snapshot: Schema<Snapshot> = (wire) => {
  const checked = { ...flatSnapshot(wire), nodes: nodes(wire) };
  checkTree(checked.nodes);
  return checked;
};

/** A snapshot contains the objects around all its nodes. */
function checkTree({ ids: nodeIds, parents, values }: Nodes): void {
  const levels = new Map([[-1, 0]]);
  for (const [i, parent] of parents.entries()) {
    const level = levels.get(parent);
    if (level === undefined || level === MAX_LEVELS) {
      throw new ProtocolError(
        `must be an object above, at most ${MAX_LEVELS} levels deep`,
        ['parents', i],
      );
    }
    if (values[i] === undefined) {
      levels.set(nodeIds[i]!, level + 1);
    }
  }
}

const deltaMembers = objectOf<Delta>(
  {
    n: integer,
    mono,
    wall,
    r: listOfLength(sample, RUNTIME_SERIES.length),
    del: ids,
    add: nodes,
    i: ids,
    v: listOf(changedValue, MAX_NODES),
    lazy,
    fail: failures,
    late: ids,
    series,
    interval,
    events,
  },
  ['del', 'add', 'lazy', 'fail', 'late', 'series', 'interval', 'events'],
);

const delta: Schema<Delta> = (wire) => {
  const checked = deltaMembers(wire);
  return checked.i.length === checked.v.length
    ? checked
    : fail('must have as many ids in i as values in v');
};

const bye = objectOf<Bye>({
  reason: oneOf('closing', 'replaced', 'access', 'slow'),
});

const search = objectOf<SearchResponse>({
  paths: listOf(path, 100),
  isTruncated: flag,
});

const history: Schema<HistoryResponse> = (wire) => {
  const { n, series: byId } = asObject(wire);
  const samples = listOf(sample, HISTORY_LENGTH);
  const entries = Object.entries(member('series', asObject, byId));
  return {
    n: member('n', integer, n),
    series: new Map(
      entries
        .slice(0, 20 * MAX_HISTORIES)
        .map(([key, each]) => [
          member(key, id, Number(key)),
          member(key, samples, each),
        ]),
    ),
  };
};

/**
 * Checks a snapshot that comes from a file or a stream.
 *
 * @param wire the parsed JSON of a snapshot
 * @throws ProtocolError
 */
export function readSnapshot(wire: unknown): Snapshot {
  const { v: version } = asObject(wire);
  if (version !== PROTOCOL_VERSION) {
    throw new ProtocolError(
      `must be ${PROTOCOL_VERSION}, the version of the protocol`,
      ['v'],
      typeof version === 'number' ? version : undefined,
    );
  }
  return snapshot(wire);
}

/**
 * Checks series that come from a file or a response.
 *
 * @param wire the parsed JSON of a history
 * @throws ProtocolError
 */
export function readHistory(wire: unknown): HistoryResponse {
  return history(wire);
}

/** @throws ProtocolError */
export function decodeSnapshot(json: string): Snapshot {
  return readSnapshot(parse(json));
}

/** @throws ProtocolError */
export function decodeHistory(json: string): HistoryResponse {
  return readHistory(parse(json));
}

/** @throws ProtocolError */
export function decodeSearch(json: string): SearchResponse {
  return search(parse(json));
}

/** @throws ProtocolError */
export function decodePoll(json: string): PollResponse {
  const wire = asObject(parse(json));
  return 'deltas' in wire
    ? { deltas: listOf(delta, HISTORY_LENGTH)(wire['deltas']) }
    : { snapshot: readSnapshot(wire) };
}

/**
 * Decodes an event of the stream.
 *
 * @returns undefined for an event that this version does not know
 * @throws ProtocolError
 */
export function decodeEvent(
  name: string,
  data: string,
): StreamEvent | undefined {
  switch (name) {
    case 'snapshot':
      return { type: name, snapshot: decodeSnapshot(data) };
    case 'delta':
      return { type: name, delta: delta(parse(data)) };
    case 'bye':
      return { type: name, bye: bye(parse(data)) };
    default:
      return undefined;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return fail('must be JSON');
  }
}
