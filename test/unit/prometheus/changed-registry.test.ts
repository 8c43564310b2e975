import { expect, test } from 'vitest';
import { ESCAPINGS } from '../../../src/prometheus/escape-name.js';
import {
  FORMATS,
  PrometheusRenderer,
} from '../../../src/prometheus/prometheus-renderer.js';
import { FloatVar } from '../../../src/vars/float-var.js';
import { FuncVar } from '../../../src/vars/func-var.js';
import { HistogramVar } from '../../../src/vars/histogram-var.js';
import { IntVar } from '../../../src/vars/int-var.js';
import { MapVar } from '../../../src/vars/map-var.js';
import { RateVar } from '../../../src/vars/rate-var.js';
import { StringVar } from '../../../src/vars/string-var.js';
import { METRICS, type StatedFamily } from '../../../src/vars/var-metrics.js';
import type { VarMeta } from '../../../src/vars/var-meta.js';
import type { Var } from '../../../src/vars/var.js';
import { createPrometheus } from '../../support/prometheus.js';
import { randomFrom } from '../../support/random.mjs';
import { captureWarnings } from '../../support/registries.js';

/** More than a run of numbers has. */
const MANY = 1030;

const INTEGERS =
  '0 1 -1 9 10 -10 999 1000 2147483647 2147483648 9007199254740991 9007199254740992 -9007199254740992 9223372036854775807 -9223372036854775808'
    .split(' ')
    .map(BigInt);

const FLOATS =
  '0 -0 1 9 10 99 -5 0.5 1e21 5e-324 9007199254740992 NaN Infinity -Infinity'
    .split(' ')
    .map(Number);

// Some of these have one name in an escaping, or that of a sample of another.
const NAMES =
  'a aTotal a_total inFlight in_flight in-flight é ü 9lives x x_created y.z y_z zone map map_a'.split(
    ' ',
  );

const METADATA: readonly VarMeta[] = [
  {},
  { kind: 'counter' },
  { kind: 'gauge', unit: 'By', description: 'Bytes\nin "use"' },
  { kind: 'counter', unit: 's' },
  { kind: 'info' },
  { label: 'room', unit: 'ms' },
  { metric: 'stated' },
  { metric: 'stated', kind: 'counter', description: 'Another' },
  { metric: false },
];

/** The keys of a map with this metadata are names, so that it has runs. */
const MAP_METADATA: readonly VarMeta[] = [
  { members: { a: { kind: 'counter' }, zone: { unit: 'ms' } } },
  { members: { a: { kind: 'gauge' } }, kind: 'counter' },
  {},
];

const FAMILIES: readonly StatedFamily[] = [
  {
    name: 'stated',
    type: 'gauge',
    description: 'First',
    points: [
      { labels: {}, value: 1 },
      { labels: { zone: 'a' }, value: 2 },
    ],
  },
  {
    name: 'stated',
    type: 'gauge',
    description: 'Second',
    points: [{ labels: { zone: 'a' }, value: 3 }],
  },
  {
    name: 'stated',
    type: 'counter',
    description: 'Third',
    points: [{ labels: {}, value: 4 }],
  },
];

test.each([1, 2, 3, 4])(
  'writes the same after changes as a new renderer does (seed %i)',
  async (seed) => {
    captureWarnings();
    const random = randomFrom(seed);
    const pick = <T>(values: readonly T[]): T =>
      values[Math.floor(random() * values.length)]!;
    const escapings = [pick(ESCAPINGS), pick(ESCAPINGS)];
    const { registry, renderer, options } = createPrometheus({
      labels: seed === 2 ? { zone: 'b' } : {},
      maxSeries: seed === 3 ? 40 : 50_000,
    });
    const map = new MapVar();
    /** Changes the numbers of variables and the values of functions. */
    const changes: (() => void)[] = [];

    const createNumber = (): Var => {
      const variable = pick([new IntVar(), new FloatVar()]);
      const change = () =>
        variable instanceof IntVar
          ? variable.set(pick(INTEGERS))
          : variable.set(pick(FLOATS));
      change();
      changes.push(change);
      return variable;
    };
    const createFunc = (): Var => {
      const histogram = new HistogramVar();
      const values = [
        5n,
        -1,
        true,
        'text',
        null,
        map,
        histogram,
        { a: 1, zone: { b: 2 } },
        { a: 'text' },
      ];
      let value = pick(values);
      let families = [pick(FAMILIES)];
      changes.push(() => {
        value = pick(values);
        families = [pick(FAMILIES)];
        histogram.record(Math.floor(random() * 9));
      });
      const func = new FuncVar(() => value);
      return random() < 0.2
        ? Object.assign(func, { [METRICS]: () => families })
        : func;
    };
    const createVar = () =>
      pick([
        createNumber,
        createNumber,
        createNumber,
        createFunc,
        createFunc,
        () => new StringVar('text'),
        () => new HistogramVar(),
        () => new RateVar(),
      ])();
    const publishAny = () => {
      const name = pick(NAMES);
      registry.unpublish(name);
      if (name.startsWith('map')) {
        registry.publish(name, map, pick(MAP_METADATA));
      } else {
        registry.publish(name, createVar(), pick(METADATA));
      }
    };
    const changeNumbers = () => {
      for (const change of changes) {
        if (random() < 0.2) {
          change();
        }
      }
    };
    const changeKey = () => {
      const key = pick(NAMES);
      map.delete(key);
      const choice = random();
      if (choice < 0.2 && registry.get('map') === map) {
        registry.publishInMap('map', key, createNumber(), pick(METADATA));
      } else if (choice < 0.6) {
        map.set(key, createNumber());
      }
    };
    const resize = () => {
      const grows = map.size < MANY;
      for (let i = 0; i < MANY; i++) {
        if (grows) {
          map.add(`m${i}`, i);
        } else {
          map.delete(`m${i}`);
        }
      }
    };

    const scrape = async (
      step: number,
      includes: ((name: string) => boolean) | undefined,
    ) => {
      const format = FORMATS[step % FORMATS.length]!;
      const escaping = escapings[Math.floor(step / 3) % escapings.length]!;
      const fresh = new PrometheusRenderer(registry, options);
      const [bytes, expected] = await Promise.all([
        renderer.render(format, escaping, { includes }),
        fresh.render(format, escaping, { includes }),
      ]);
      // Latin-1 has one character for each byte, so that a difference is legible.
      expect(bytes.toString('latin1'), `step ${step}`).toBe(
        expected.toString('latin1'),
      );
    };

    registry.publish('map', map, MAP_METADATA[0]);
    for (let i = 0; i < 10; i++) {
      publishAny();
    }
    for (let step = 0; step < 200; step++) {
      const change = random();
      if (step === 60 || step === 72) {
        resize();
      } else if (change < 0.15) {
        publishAny();
      } else if (change < 0.2) {
        registry.unpublish(pick(NAMES));
      } else if (change < 0.35) {
        changeKey();
      } else {
        changeNumbers();
      }
      const chosen = new Set(NAMES.filter(() => random() < 0.5));
      const includes = (name: string) => chosen.has(name);
      await Promise.all(
        step % 10 === 0
          ? [
              scrape(step, undefined),
              scrape(step + 1, includes),
              scrape(step + 2, undefined),
            ]
          : [scrape(step, step % 7 === 0 ? includes : undefined)],
      );
    }
  },
);
