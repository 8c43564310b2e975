import { expect, test } from 'vitest';
import { ESCAPINGS } from '../../../src/prometheus/escape-name.js';
import { FORMATS } from '../../../src/prometheus/prometheus-renderer.js';
import { FloatVar } from '../../../src/vars/float-var.js';
import { IntVar } from '../../../src/vars/int-var.js';
import { MapVar } from '../../../src/vars/map-var.js';
import { StringVar } from '../../../src/vars/string-var.js';
import type { VarMeta } from '../../../src/vars/var-meta.js';
import type { Var } from '../../../src/vars/var.js';
import { createPrometheus } from '../../support/prometheus.js';
import { randomFrom } from '../../support/random.js';
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
  { metric: 'stated' },
  { metric: false },
];

/** The keys of a map with this metadata are names, so that it has runs. */
const MAP_METADATA: readonly VarMeta[] = [
  { members: { a: { kind: 'counter' }, zone: { unit: 'ms' } } },
  { members: { a: { kind: 'gauge' } }, kind: 'counter' },
  {},
];

test.each([1, 2])(
  'writes the same after changes as a new renderer does (seed %i)',
  async (seed) => {
    captureWarnings();
    const random = randomFrom(seed);
    const pick = <T>(values: readonly T[]): T =>
      values[Math.floor(random() * values.length)]!;
    const escapings = [pick(ESCAPINGS), pick(ESCAPINGS)];
    const options = { labels: seed === 2 ? { zone: 'b' } : {} };
    const changed = createPrometheus(options);
    const published = new Map<string, readonly [Var, VarMeta]>();
    const map = new MapVar();

    const createVar = () =>
      pick([
        () => new IntVar(pick(INTEGERS)),
        () => new FloatVar(pick(FLOATS)),
        () => new FloatVar(pick(FLOATS)),
        () => new StringVar('text'),
      ])();
    const unpublish = (name: string) => {
      published.delete(name);
      changed.registry.unpublish(name);
    };
    const publish = (name: string, variable: Var, meta: VarMeta) => {
      unpublish(name);
      published.set(name, [variable, meta]);
      changed.registry.publish(name, variable, meta);
    };
    const publishAny = () => {
      const name = pick(NAMES);
      if (name.startsWith('map')) {
        publish(name, map, pick(MAP_METADATA));
      } else {
        publish(name, createVar(), pick(METADATA));
      }
    };
    const changeNumbers = () => {
      for (const variable of [
        ...[...published.values()].map(([variable]) => variable),
        ...[...map].map(([, variable]) => variable),
      ]) {
        if (random() < 0.8) {
          continue;
        }
        if (variable instanceof IntVar) {
          variable.set(pick(INTEGERS));
        } else if (variable instanceof FloatVar) {
          variable.set(pick(FLOATS));
        }
      }
    };
    const changeKey = () => {
      const key = pick(NAMES);
      if (random() < 0.4) {
        map.delete(key);
      } else {
        map.set(key, pick([() => new IntVar(7), () => new FloatVar(0.5)])());
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
      const fresh = createPrometheus(options);
      for (const [name, entry] of published) {
        fresh.registry.publish(name, ...entry);
      }
      const [bytes, expected] = await Promise.all([
        changed.renderer.render(format, escaping, { includes }),
        fresh.renderer.render(format, escaping, { includes }),
      ]);
      // Latin-1 has one character for each byte, so that a difference is legible.
      expect(bytes.toString('latin1'), `step ${step}`).toBe(
        expected.toString('latin1'),
      );
    };

    publish('map', map, MAP_METADATA[0]!);
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
        unpublish(pick(NAMES));
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
