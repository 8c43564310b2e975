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
  check,
  flag,
  type Inspection,
  integerFrom,
  listOf,
  listOfLength,
  nullable,
  numberFrom,
  objectOf,
  oneOf,
  ProtocolError,
  type Schema,
  text,
} from './validate.js';

export { type Problem, ProtocolError } from './validate.js';

/** An event of the stream. */
export type StreamEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'delta'; readonly delta: Delta }
  | { readonly type: 'bye'; readonly bye: Bye };

/** Names and texts are bounded by the size of the message. */
const string = text(2 ** 20);
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
    type: oneOf(
      'int',
      'float',
      'string',
      'map',
      'func',
      'histogram',
      'rate',
      'custom',
      'null',
    ),
    kind: oneOf('counter', 'gauge', 'histogram', 'info'),
    unit: string,
    description: string,
    source: string,
    limits,
  },
  ['type', 'kind', 'unit', 'description', 'source', 'limits'],
);

const jsonText: Schema<JsonText> = (value, inspection) => {
  const checked = objectOf<JsonText>({ json: string, length: integer })(
    value,
    inspection,
  );
  return checked.length >= checked.json.length
    ? checked
    : inspection.reject('must not be longer than its length', checked);
};

const value: Schema<Value | undefined> = (wire, inspection) => {
  if (typeof wire !== 'object' || wire === null) {
    return typeof wire === 'string'
      ? string(wire, inspection)
      : typeof wire === 'number'
        ? finite(wire, inspection)
        : wire === null || typeof wire === 'boolean'
          ? wire
          : inspection.reject('must be a value', null);
  }
  if (!('n' in wire)) {
    return Object.keys(wire).length === 0 && !Array.isArray(wire)
      ? undefined
      : jsonText(wire, inspection);
  }
  if (wire.n === '-0') {
    return -0;
  }
  return typeof wire.n === 'string' && /^-?\d{1,30}$/.test(wire.n)
    ? BigInt(wire.n)
    : inspection.reject('must have the digits of an integer', null);
};

const changedValue: Schema<Value> = (wire, inspection) =>
  value(wire, inspection) ??
  (wire === null ? null : inspection.reject('must be a value', null));

/** Expands pairs of a first id and a number of ids. */
const idRuns: Schema<number[]> = (wire, inspection) => {
  const runs = listOf(integer, 2 * MAX_NODES)(wire, inspection);
  const expanded: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const [first, count = 0] = runs.slice(i, i + 2) as [number, number?];
    const isAscending = first > (expanded.at(-1) ?? -1);
    if (!isAscending || expanded.length + count > MAX_NODES) {
      return inspection.reject(
        `must be pairs of an ascending id and a count, ${MAX_NODES} in total`,
        [],
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
  return (wire, inspection) => {
    if (typeof wire !== 'object' || wire === null || !('runs' in wire)) {
      return list(wire, inspection);
    }
    const runs = listOf(integerFrom(-1, 2 ** 50), 2 * length)(
      wire.runs,
      inspection,
    );
    const expanded: number[] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const end = expanded.length + (runs[i + 1] ?? 0);
      while (expanded.length < Math.min(end, length + 1)) {
        expanded.push(runs[i]!);
      }
    }
    return list(expanded, inspection);
  };
}

const nodes: Schema<Nodes> = (wire, inspection) => {
  const members = asObject(wire, inspection);
  const get = <T>(key: string, schema: Schema<T>): T =>
    inspection.member(key, schema, members[key]);
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
        (each, at) => integerFrom(-1, nodeIds[i++]! - 1)(each, at),
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

const lazy = listOf<LazyBranch>((wire, inspection) => {
  const [objectId, count] = listOfLength(integerFrom(-1, 2 ** 50), 2)(
    wire,
    inspection,
  );
  return [objectId ?? -1, count ?? 0];
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

const buckets: Schema<number[]> = (wire, inspection) => {
  let key = 0;
  const pairs = listOf(integer, 4096)(wire, inspection).map((each, i) =>
    i % 2 === 0 ? (key += each) : each,
  );
  return pairs.length % 2 === 0 && key <= MAX_BUCKET_KEY
    ? pairs
    : inspection.reject('must be pairs of a key and a count', []);
};

const row: Schema<IntervalRow> = (wire, inspection) => {
  const items = Array.isArray(wire) ? (wire as unknown[]) : [];
  const get = <T>(i: number, schema: Schema<T>) =>
    inspection.member(i, schema, items[i]);
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

const runtime: Schema<RuntimeHistory> = (wire, inspection) => {
  const members = asObject(wire, inspection);
  const times = inspection.member(
    'mono',
    listOf(mono, HISTORY_LENGTH),
    members['mono'],
  );
  if (times.some((time, i) => time < (times[i - 1] ?? 0))) {
    inspection.reject('must have ascending times', undefined);
  }
  const samples = listOfLength(sample, times.length);
  return {
    mono: times,
    wall: inspection.member(
      'wall',
      listOfLength(wall, times.length),
      members['wall'],
    ),
    series: inspection.member(
      'series',
      objectOf<Record<RuntimeSeries, Sample[]>>(
        Object.fromEntries(
          RUNTIME_SERIES.map((name) => [name, samples]),
        ) as Record<RuntimeSeries, typeof samples>,
      ),
      members['series'],
    ),
  };
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

const snapshot: Schema<Snapshot> = (wire, inspection) => {
  const rest = flatSnapshot(wire, inspection);
  const checked: Snapshot = { ...rest, nodes: nodes(wire, inspection) };
  checkTree(checked.nodes, inspection);
  return checked;
};

/** A snapshot contains the objects around all its nodes. */
function checkTree(
  { ids: nodeIds, parents, values }: Nodes,
  inspection: Inspection,
): void {
  const levels = new Map([[-1, 0]]);
  for (const [i, parent] of parents.entries()) {
    const level = levels.get(parent);
    if (level === undefined || level === MAX_LEVELS) {
      const message = `must be an object above, at most ${MAX_LEVELS} levels deep`;
      inspection.member(
        'parents',
        () => inspection.member(i, () => inspection.reject(message, 0), parent),
        parents,
      );
      return;
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

const delta: Schema<Delta> = (wire, inspection) => {
  const checked = deltaMembers(wire, inspection);
  return checked.i.length === checked.v.length
    ? checked
    : inspection.reject('must have as many ids in i as values in v', checked);
};

const bye = objectOf<Bye>({
  reason: oneOf('closing', 'replaced', 'access', 'slow'),
});

const search = objectOf<SearchResponse>({
  paths: listOf(path, 100),
  isTruncated: flag,
});

const history: Schema<HistoryResponse> = (wire, inspection) => {
  const { n, series: byId } = asObject(wire, inspection);
  const entries = Object.entries(asObject(byId, inspection));
  const samples = listOf(sample, HISTORY_LENGTH);
  return {
    n: inspection.member('n', integer, n),
    series: new Map(
      entries
        .slice(0, 20 * MAX_HISTORIES)
        .map(([key, each]) => [
          inspection.member(key, id, Number(key)),
          inspection.member(key, samples, each),
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
  const version = check(asObject, wire)['v'];
  if (version !== PROTOCOL_VERSION) {
    throw new ProtocolError(
      [
        {
          path: 'v',
          message: `must be ${PROTOCOL_VERSION}, the version of the protocol`,
        },
      ],
      typeof version === 'number' ? version : undefined,
    );
  }
  return check(snapshot, wire);
}

/**
 * Checks series that come from a file or a response.
 *
 * @param wire the parsed JSON of a history
 * @throws ProtocolError
 */
export function readHistory(wire: unknown): HistoryResponse {
  return check(history, wire);
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
  return check(search, parse(json));
}

/** @throws ProtocolError */
export function decodePoll(json: string): PollResponse {
  const wire = check(asObject, parse(json));
  return 'deltas' in wire
    ? { deltas: check(listOf(delta, HISTORY_LENGTH), wire['deltas']) }
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
      return { type: name, delta: check(delta, parse(data)) };
    case 'bye':
      return { type: name, bye: check(bye, parse(data)) };
    default:
      return undefined;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ProtocolError([{ path: '', message: 'must be JSON' }]);
  }
}
