import {
  ExpvarRegistry,
  FloatVar,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  StringVar,
  Var,
  type VarMeta,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { captureWarnings, documentOf } from '../../support/registries.js';

describe('publish', () => {
  test('registers a variable under its name', () => {
    const registry = new ExpvarRegistry();
    const int = new IntVar();
    registry.publish('a', int);
    expect(registry.get('a')).toBe(int);
    expect(registry.has('a')).toBe(true);
    expect(registry.has('b')).toBe(false);
    expect(registry.get('b')).toBeUndefined();
    expect(registry.get('toString')).toBeUndefined();
  });

  test('refuses a taken name and names both owners', () => {
    const registry = new ExpvarRegistry();
    const first = registry.newInt('jobs', { source: 'JobsService.jobs' });
    expect(() =>
      registry.func('jobs', () => 1, { source: 'QueueService.jobs' }),
    ).toThrow(
      'expvar: reuse of exported var name: "jobs" is published by JobsService.jobs and again by QueueService.jobs; rename one of them',
    );
    expect(registry.get('jobs')).toBe(first);
  });

  test('names the method of the registry as the owner by default', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a');
    expect(() => registry.publish('a', new IntVar())).toThrow(
      /published by registry\.newInt\(\) at .* and again by registry\.publish\(\) at /,
    );
  });

  test.each([
    ['a number', 5, 'number'],
    ['undefined', undefined, 'undefined'],
    ['a plain object', { toString: () => '1' }, 'object'],
    ['a function', () => 1, 'function'],
  ])('refuses %s and points to func()', (_, value, type) => {
    const registry = new ExpvarRegistry();
    expect(() => registry.publish('a', value as never)).toThrow(
      `expvar: publish("a", …) takes a variable, not a value of type ${type}; to publish a value use func("a", () => value)`,
    );
    expect(registry.has('a')).toBe(false);
  });
});

describe('a name that the application publishes twice', () => {
  class JobsService {
    readonly jobs: IntVar;

    constructor(registry: ExpvarRegistry) {
      this.jobs = registry.newInt('jobs');
    }
  }

  class QueueService {
    readonly jobs: FuncVar;

    constructor(registry: ExpvarRegistry) {
      this.jobs = registry.func('jobs', () => 1);
    }
  }

  function registryWithJobs() {
    const registry = new ExpvarRegistry();
    return { registry, service: new JobsService(registry) };
  }

  test('has the second call site only after 200 names, because places take memory', () => {
    const registry = new ExpvarRegistry();
    for (let i = 0; i <= 200; i++) {
      registry.newInt(`job${i}`);
    }
    expect(() => registry.newInt('job199')).toThrow(
      /"job199" is published by registry\.newInt\(\) at .*expvar-registry\.test\.ts:\d+:\d+\)? and again by registry\.newInt\(\) at /,
    );
    expect(() => registry.newInt('job200')).toThrow(
      /"job200" is published by registry\.newInt\(\) and again by registry\.newInt\(\) at .*expvar-registry\.test\.ts/,
    );
  });

  test('has both call sites after any number of names that have another source', () => {
    const registry = new ExpvarRegistry();
    for (let i = 0; i < 200; i++) {
      registry.newInt(`member${i}`, { source: 'Queue.members' });
    }
    expect(() => [
      new JobsService(registry),
      new QueueService(registry),
    ]).toThrow(
      /"jobs" is published by registry\.newInt\(\) at new JobsService /,
    );
  });

  test('is refused, and the message has both call sites', () => {
    const { registry } = registryWithJobs();
    expect(() => new QueueService(registry)).toThrow(
      /^expvar: reuse of exported var name: "jobs" is published by registry\.newInt\(\) at new JobsService \(.*expvar-registry\.test\.ts:\d+:\d+\) and again by registry\.func\(\) at new QueueService \(.*expvar-registry\.test\.ts:\d+:\d+\); rename one of them, or publish it once and share the variable$/,
    );
  });

  test('by one line is refused, and the message says that the line runs twice', () => {
    const { registry } = registryWithJobs();
    expect(() => new JobsService(registry)).toThrow(
      /again by registry\.newInt\(\) at new JobsService \(.*expvar-registry\.test\.ts:\d+:\d+\); the same line runs more than once, as in a request-scoped or transient provider: publish the variable in a singleton provider, or declare it with ExpvarModule\.forFeature\(\), and inject it$/,
    );
  });

  test.each([
    ['an earlier', (registry: ExpvarRegistry) => new JobsService(registry)],
    ['a later', undefined],
  ])(
    'is refused with the call site of %s call when a decorator has the other',
    (_, first) => {
      const registry = new ExpvarRegistry();
      const publishMember = () =>
        registry.publish('jobs', new IntVar(), { source: 'Queue.jobs' });
      (first ?? publishMember)(registry);
      expect(() =>
        first ? publishMember() : new JobsService(registry),
      ).toThrow(
        /registry\.newInt\(\) at new JobsService \(.*expvar-registry\.test\.ts:\d+:\d+\)/,
      );
    },
  );

  test('may be published again after unpublish', () => {
    const { registry } = registryWithJobs();
    registry.unpublish('jobs');
    registry.publish('jobs', new IntVar(), { source: 'QueueService.jobs' });
    expect(() => new JobsService(registry)).toThrow(
      /and again by registry\.newInt\(\) at new JobsService \(.*\); rename one of them, or publish it once and share the variable$/,
    );
  });

  test.each([
    ['newFloat', (registry: ExpvarRegistry) => registry.newFloat('jobs')],
    ['newString', (registry: ExpvarRegistry) => registry.newString('jobs')],
    ['newMap', (registry: ExpvarRegistry) => registry.newMap('jobs')],
    [
      'newHistogram',
      (registry: ExpvarRegistry) => registry.newHistogram('jobs'),
    ],
    ['newRate', (registry: ExpvarRegistry) => registry.newRate('jobs')],
    [
      'publish',
      (registry: ExpvarRegistry) => registry.publish('jobs', new IntVar()),
    ],
  ])('by %s is refused with its call site', (method, publish) => {
    const { registry } = registryWithJobs();
    expect(() => publish(registry)).toThrow(
      new RegExp(
        `and again by registry\\.${method}\\(\\) at .*expvar-registry\\.test\\.ts:\\d+:\\d+\\)?; rename one of them`,
      ),
    );
  });
});

describe('names of variables', () => {
  test.each([
    'a',
    '运行时间',
    '🚀',
    'a b',
    'a.b',
    'q"q',
    'b\\s',
    '__proto__',
    'constructor',
    'x'.repeat(256),
    '运'.repeat(85),
    'memstat',
    'cmdlines',
    'cmdlıne', // A dotless i has no other letter case.
  ])('may be such as %j', async (name) => {
    const registry = new ExpvarRegistry();
    registry.newInt(name).add(7);
    const parsed = JSON.parse(await documentOf(registry)) as object;
    expect(Object.entries(parsed)).toEqual([[name, 7]]);
  });

  test.each([
    ['', /1 to 256 bytes/],
    ['x'.repeat(257), /1 to 256 bytes/],
    ['运'.repeat(86), /1 to 256 bytes/],
    ['a\nb', /control characters/],
    ['a\u007f', /control characters/],
    ['a\u0085', /control characters/],
    ['a\ud800', /lone surrogates/],
    ['\udc00b', /lone surrogates/],
    [undefined, /must be a string/],
    [5, /must be a string/],
    [Symbol('s'), /must be a string/],
    ['cmdline', /reserved in every letter case/],
    ['memstats', /reserved in every letter case/],
    ['MemStats', /reserved in every letter case/],
    ['CMDLINE', /reserved in every letter case/],
    ['memſtatſ', /reserved in every letter case/],
  ])('may not be such as %s', (name, message) => {
    const registry = new ExpvarRegistry();
    const publish = () => registry.newInt(name as string, { source: 'A.b' });
    expect(publish).toThrow(TypeError);
    expect(publish).toThrow(message);
    expect(publish).toThrow('A.b cannot publish the name');
    expect([...registry]).toEqual([]);
  });
});

describe('the methods newInt to newRate and func', () => {
  test('return published variables of their types', async () => {
    const registry = new ExpvarRegistry();
    expect(registry.newInt('int')).toBeInstanceOf(IntVar);
    expect(registry.newFloat('float')).toBeInstanceOf(FloatVar);
    expect(registry.newString('string')).toBeInstanceOf(StringVar);
    expect(registry.newMap('map')).toBeInstanceOf(MapVar);
    expect(registry.func('func', () => [1])).toBeInstanceOf(FuncVar);
    expect(await documentOf(registry)).toBe(
      '{\n"float": 0,\n"func": [1],\n"int": 0,\n"map": {},\n"string": ""\n}\n',
    );
  });

  test('return published histograms and rates', async () => {
    const registry = new ExpvarRegistry();
    expect(registry.newHistogram('histogram')).toBeInstanceOf(HistogramVar);
    expect(registry.newRate('rate')).toBeInstanceOf(RateVar);
    expect(await documentOf(registry)).toBe(
      '{\n"histogram": {"count":0,"sum":0,"min":0,"max":0,"mean":0,"p50":0,"p90":0,"p95":0,"p99":0},\n"rate": {"count":0,"rate1m":0,"rate5m":0,"rate15m":0}\n}\n',
    );
    expect(() => registry.newInt('histogram')).toThrow(
      'published by registry.newHistogram()',
    );
    expect(() => registry.newInt('rate')).toThrow(
      'published by registry.newRate()',
    );
  });

  test('pass the window to a histogram and not to its metadata', () => {
    const registry = new ExpvarRegistry();
    const histogram = registry.newHistogram('h', { window: 60, unit: 's' });
    expect(histogram.value.window).toMatchObject({ seconds: 60, count: 0 });
    expect(registry.meta('h')).toEqual({
      unit: 's',
      source: 'registry.newHistogram()',
    });
    expect(() => registry.newHistogram('i', { window: 0 })).toThrow(RangeError);
    expect(registry.has('i')).toBe(false);
  });

  test('store the metadata', () => {
    const meta = { kind: 'gauge', unit: 'By', description: 'd' } as const;
    const registry = new ExpvarRegistry();
    registry.newInt('int', meta);
    registry.newFloat('float', meta);
    registry.newString('string', meta);
    registry.newMap('map', meta);
    registry.newHistogram('histogram', meta);
    registry.newRate('rate', meta);
    registry.func('func', () => 1, meta);
    registry.publish('published', new IntVar(), meta);
    registry.publishInMap('in', 'key', new IntVar(), meta);
    const names = [
      'int',
      'float',
      'string',
      'map',
      'histogram',
      'rate',
      'func',
      'published',
    ];
    for (const name of names) {
      expect(registry.meta(name)).toMatchObject(meta);
    }
    expect(registry.meta('in', 'key')).toMatchObject(meta);
    expect(registry.meta('in')).not.toMatchObject(meta);
    expect(registry.meta('missing')).toBeUndefined();
    expect(registry.meta('in', 'missing')).toBeUndefined();
  });
});

describe('publishInMap', () => {
  test('creates a missing map', async () => {
    const registry = new ExpvarRegistry();
    registry.publishInMap('m', 'b', new IntVar());
    registry.publishInMap('m', 'a', new StringVar());
    expect(await documentOf(registry)).toBe('{\n"m": {"a": "", "b": 0}\n}\n');
  });

  test('adds to an existing map', async () => {
    const registry = new ExpvarRegistry();
    registry.newMap('m').add('first');
    registry.publishInMap('m', 'added', new IntVar());
    expect(await documentOf(registry)).toBe(
      '{\n"m": {"added": 0, "first": 1}\n}\n',
    );
  });

  test('refuses a taken key and names both owners and the remedy', () => {
    const registry = new ExpvarRegistry();
    registry.publishInMap('m', 'k', new IntVar(), { source: 'A.k' });
    expect(() =>
      registry.publishInMap('m', 'k', new IntVar(), { source: 'B.k' }),
    ).toThrow(
      'expvar: reuse of key "k" in map "m": by A.k and again by B.k; rename one of them, or give one of the classes a map of its own with @ExposeVarMap',
    );
  });

  test('refuses a name whose variable is not a map', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('m', { source: 'A.m' });
    expect(() =>
      registry.publishInMap('m', 'k', new IntVar(), { source: 'B.k' }),
    ).toThrow(/B\.k cannot publish "k" in map "m".*A\.m that is not a map/);
  });

  test('refuses reserved names', () => {
    expect(() =>
      new ExpvarRegistry().publishInMap('MemStats', 'k', new IntVar()),
    ).toThrow(/reserved in every letter case/);
  });

  test.each([
    [5, 'k', {}, 'MapVar.set takes a variable; it got 5 for key'],
    [new IntVar(), 5, {}, 'the key of a MapVar must be a string; it got 5'],
    [new IntVar(), 'k', null, 'the metadata of "m.k", published by'],
  ])(
    'publishes no empty map for variable %s, key %j and metadata %j',
    (variable, key, meta, message) => {
      const registry = new ExpvarRegistry();
      expect(() =>
        registry.publishInMap('m', key as string, variable as Var, meta!),
      ).toThrow(message);
      expect(registry.has('m')).toBe(false);
    },
  );
});

describe('unpublish', () => {
  test('removes the variable and frees its name', async () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a');
    registry.newInt('b');
    expect(registry.unpublish('a')).toBe(true);
    expect(registry.unpublish('a')).toBe(false);
    expect(await documentOf(registry)).toBe('{\n"b": 0\n}\n');
    registry.newString('a');
    expect(await documentOf(registry)).toBe('{\n"a": "",\n"b": 0\n}\n');
  });
});

describe('walking a snapshot', () => {
  test('do passes names, variables and metadata in order', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('😀', { unit: '1' });
    registry.newInt('\uffff');
    registry.newInt('a');
    const seen: unknown[] = [];
    registry.do(({ key, value, meta }) => seen.push([key, value, meta.unit]));
    expect(seen).toEqual([
      ['a', registry.get('a'), undefined],
      ['\uffff', registry.get('\uffff'), undefined],
      ['😀', registry.get('😀'), '1'],
    ]);
  });

  test('variables may be published and unpublished inside it', () => {
    const registry = new ExpvarRegistry();
    registry.newInt('a');
    registry.newInt('b');
    const seen: string[] = [];
    registry.do(({ key }) => {
      seen.push(key);
      registry.unpublish('b');
      registry.newInt(`${key}+`);
    });
    for (const [key] of registry) {
      seen.push(key);
      registry.unpublish(key);
    }
    expect(seen).toEqual(['a', 'b', 'a', 'a+', 'b+']);
    expect([...registry]).toEqual([]);
  });
});

describe('render', () => {
  test('returns bytes that belong to the caller', async () => {
    const registry = new ExpvarRegistry();
    const int = registry.newInt('a');
    const first = await registry.render();
    int.add(5);
    const second = await registry.render();
    second.fill('x');
    expect(first.toString()).toBe('{\n"a": 0\n}\n');
    expect(await documentOf(registry)).toBe('{\n"a": 5\n}\n');
    expect(first.buffer).not.toBe(second.buffer);
  });

  test('calls each function once, also when it has two names', async () => {
    const registry = new ExpvarRegistry();
    let calls = 0;
    const func = registry.func('a', () => ++calls);
    registry.publish('b', func);
    registry.newMap('m').set('k', func);
    expect(await documentOf(registry)).toBe(
      '{\n"a": 1,\n"b": 1,\n"m": {"k": 1}\n}\n',
    );
    expect(calls).toBe(1);
  });

  test('allows a function to publish, unpublish and render', async () => {
    const registry = new ExpvarRegistry(20);
    registry.func('f', async () => {
      registry.newInt('late');
      registry.unpublish('gone');
      return (await registry.render()).length > 0;
    });
    registry.newInt('gone');
    captureWarnings();
    const document = await documentOf(registry);
    expect(JSON.parse(document)).toHaveProperty('gone', 0);
    expect(document).not.toContain('late');
    expect(registry.has('late')).toBe(true);
  });

  test('may start while another document is written', async () => {
    const registry = new ExpvarRegistry();
    const inner: Promise<Buffer>[] = [];
    registry.newInt('a');
    registry.func('b', () => ({
      toJSON: () => {
        if (inner.length < 2) {
          inner.push(registry.render());
        }
        return 'b';
      },
    }));
    registry.newInt('c');
    const expected = '{\n"a": 0,\n"b": "b",\n"c": 0\n}\n';
    expect(await documentOf(registry)).toBe(expected);
    for (const document of await Promise.all(inner)) {
      expect(document.toString()).toBe(expected);
    }
  });

  test('writes a variable that is unpublished during the scrape', async () => {
    const registry = new ExpvarRegistry();
    registry.func('a', () => Promise.resolve(registry.unpublish('b')));
    registry.newInt('b');
    expect(await documentOf(registry)).toBe('{\n"a": true,\n"b": 0\n}\n');
  });
});

test('a variable of another copy of the package is published', async () => {
  class ForeignInt {
    get [Symbol.for('nestjs-expvar:var')]() {
      return 'int';
    }
    private n = 0;
    add(delta: number | bigint) {
      this.n += Number(delta);
    }
    toString() {
      return String(this.n);
    }
    toJSON() {
      return this.n;
    }
  }
  const registry = new ExpvarRegistry();
  const foreign = new ForeignInt() as unknown as Var;
  registry.publish('a', foreign);
  const map = registry.newMap('m');
  map.set('k', foreign);
  map.add('k', 4);
  map.addFloat('k', 4);
  expect(await documentOf(registry)).toBe('{\n"a": 4,\n"m": {"k": 4}\n}\n');
});

describe('get with a type', () => {
  test('returns the variable as that type, or undefined', () => {
    const registry = new ExpvarRegistry();
    const jobs = registry.newInt('jobs');
    const found: IntVar | undefined = registry.get('jobs', IntVar);
    expect(found).toBe(jobs);
    expect(registry.get('jobs', Var)).toBe(jobs);
    expect(registry.get('missing', IntVar)).toBeUndefined();
    const cast: IntVar | null | undefined = registry.get<IntVar>('jobs');
    expect(cast).toBe(jobs);
  });

  test('names the type of the variable when it is another', () => {
    class Subclass extends IntVar {}
    class Custom extends Var {
      toString() {
        return '1';
      }
    }
    const registry = new ExpvarRegistry();
    registry.newFloat('ratio');
    registry.newInt('jobs');
    registry.publish('nil', null);
    registry.publish('custom', new Custom());
    expect(() => registry.get('ratio', IntVar)).toThrow(
      'expvar: get("ratio", IntVar): "ratio" is a FloatVar; ask for its own type, or for any with get("ratio")',
    );
    expect(() => registry.get('jobs', Subclass)).toThrow('"jobs" is an IntVar');
    expect(() => registry.get('nil', IntVar)).toThrow('"nil" is null');
    expect(() => registry.get('custom', MapVar)).toThrow(
      `"custom" is a variable of a user's class`,
    );
  });
});

describe('invalid metadata', () => {
  const cases: [meta: unknown, message: string][] = [
    [
      { kind: 'count' },
      "expvar: the metadata of \"jobs\", published by registry.newInt(), option kind: it must be 'counter', 'gauge', 'histogram' or 'info' (did you mean 'counter'?), not the string \"count\"",
    ],
    [
      { desc: 'Jobs' },
      'expvar: the metadata of "jobs", published by registry.newInt(), has no option "desc"; did you mean "description"?',
    ],
    [
      { window: 60 },
      'expvar: the metadata of "jobs", published by registry.newInt(), has no option "window"; its options are description, unit, kind, label, buckets, metric, pathLabels, history, limits, members, each, source',
    ],
    [
      { unit: 5 },
      "option unit: it must be a unit in UCUM, such as 's', 'By', '1' or '{request}', not 5",
    ],
    [
      { description: ' ' },
      'option description: it must be a sentence, not the string " "',
    ],
    [
      { members: { a: { each: { unit: '' } } } },
      "option members.a.each.unit: it must be a unit in UCUM, such as 's', 'By', '1' or '{request}', not the string \"\"",
    ],
    [
      { members: { a: 1 } },
      "option members.a: it must be an object with metadata, such as { kind: 'counter' }, not 1",
    ],
    [
      { members: { a: { untt: 's' } } },
      'option members.a: it has no member "untt"; did you mean "unit"?',
    ],
    [
      { members: ['a'] },
      'option members: it must be an object with the metadata of each member, not an array',
    ],
    ...[5, '', 'le', '__x', '9', [], ['ok', 'quantile']].map(
      (label): [unknown, string] => [
        { each: { label } },
        "option each.label: it must be the name of a Prometheus label such as 'status', or a list of them; le, quantile and names that begin with __ are reserved, not ",
      ],
    ),
    ...[5, [], [0, 1], [1, 1], [2, 1], [1, Infinity], ['1']].map(
      (buckets): [unknown, string] => [
        { buckets },
        'option buckets: it must be a list of finite upper bounds above 0 in ascending order, such as [0.1, 0.5, 2]; +Inf is added, not ',
      ],
    ),
    ...[true, '', 'a b', '9x', '中'].map((metric): [unknown, string] => [
      { metric },
      "option metric: it must be the name of a Prometheus metric such as 'jobs_failed_total', or false, not ",
    ]),
    [
      { history: 'yes' },
      'option history: it must be true or false, not the string "yes"',
    ],
    [
      { kind: 5, untt: 's', members: { a: { history: 1 } } },
      [
        'expvar: the metadata of "jobs", published by registry.newInt(), has 3 mistakes in its options:',
        '- has no option "untt"; did you mean "unit"?',
        "- option kind: it must be 'counter', 'gauge', 'histogram' or 'info', not 5",
        '- option members.a.history: it must be true or false, not 1',
      ].join('\n'),
    ],
    [
      5,
      'expvar: the metadata of "jobs", published by registry.newInt(), must be an object with metadata, such as { kind: \'counter\' }, not 5',
    ],
    [null, 'not null'],
    ['Jobs', 'not the string "Jobs"'],
    [[], 'not an array'],
  ];

  test.each(cases)(
    '%j is refused, and nothing is published',
    (meta, message) => {
      const registry = new ExpvarRegistry();
      expect(() => registry.newInt('jobs', meta as VarMeta)).toThrow(message);
      expect(registry.has('jobs')).toBe(false);
    },
  );

  test('is refused for a key of a map as well', () => {
    const registry = new ExpvarRegistry();
    const meta = { kind: 'total' } as object;
    expect(() =>
      registry.publishInMap('map', 'key', new IntVar(), meta),
    ).toThrow(
      "expvar: the metadata of \"map.key\", published by registry.publishInMap(), option kind: it must be 'counter', 'gauge', 'histogram' or 'info', not the string \"total\"",
    );
  });
});

describe('metadata with limits', () => {
  const rule =
    'limits: it must be { warning, critical } with one or both of them, and critical beyond warning; with below: true they are lower limits';

  test.each<[unknown, string]>([
    [{}, `${rule}, not {}`],
    [{ below: true }, `${rule}, not { below: true }`],
    [{ warning: 5, critical: 4 }, `${rule}, not { warning: 5, critical: 4 }`],
    [
      { warning: 4, critical: 5, below: true },
      `${rule}, not { warning: 4, critical: 5, below: true }`,
    ],
    [5, `${rule}, not 5`],
    [[], `${rule}, not an array`],
    [null, `${rule}, not null`],
    [{ warning: NaN }, 'limits.warning: it must be a finite number, not NaN'],
    [
      { warning: Infinity },
      'limits.warning: it must be a finite number, not Infinity',
    ],
    [
      { critical: '5' },
      'limits.critical: it must be a finite number, not the string "5"',
    ],
    [{ warning: 4, below: 1 }, 'limits.below: it must be true or false, not 1'],
    [{ warn: 5 }, 'limits: it has no member "warn"; did you mean "warning"?'],
  ])('%j is refused, and publishes nothing', (limits, mistake) => {
    const registry = new ExpvarRegistry();
    expect(() => registry.newInt('jobs', { limits } as object)).toThrow(
      `expvar: the metadata of "jobs", published by registry.newInt(), option ${mistake}`,
    );
    expect(registry.has('jobs')).toBe(false);
  });

  test.each([
    { warning: 5 },
    { critical: 0 },
    { warning: 5, critical: 5 },
    { warning: -1, critical: 5, below: false },
    { warning: 5, critical: 4, below: true },
    { warning: 5, critical: 5, below: true },
  ])('such as %j is accepted', (limits) => {
    const registry = new ExpvarRegistry();
    registry.newInt('jobs', { limits });
    expect(registry.meta('jobs')).toMatchObject({ limits });
  });

  test('are refused for a variable without a number', () => {
    const registry = new ExpvarRegistry();
    const meta = { limits: { warning: 5 } };
    expect(() => registry.newHistogram('latency', meta)).toThrow(
      'expvar: registry.newHistogram() has metadata with limits: the limits of a histogram are for the p99 of its window; give it one, such as window: 60',
    );
    expect(() => registry.newMap('jobs', meta)).toThrow(
      'expvar: registry.newMap() has metadata with limits: a map has several numbers; write the limits in members, or in each of a map',
    );
    expect(() => registry.newRate('orders', meta)).toThrow(
      'expvar: registry.newRate() has metadata with limits: a rate has several numbers; write the limits in members, or in each of a map',
    );
    expect(() => registry.newString('state', meta)).toThrow(
      new TypeError(
        'expvar: registry.newString() has metadata with limits: a string has no number; remove them',
      ),
    );
    expect(() =>
      registry.publishInMap('methods', 'place', new HistogramVar(), meta),
    ).toThrow('the limits of a histogram are for the p99 of its window');
    expect([...registry.names()]).toEqual([]);
    registry.newHistogram('latency', { ...meta, window: 60 });
    expect(registry.meta('latency')).toMatchObject(meta);
  });
});
