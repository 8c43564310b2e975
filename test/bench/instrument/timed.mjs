import { Timed } from 'nestjs-expvar';
import { Histogram, Registry } from 'prom-client';
import { compileUnique, measure, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import {
  callOtherClasses,
  createMethods,
  undecorated,
} from './decorated-methods.mjs';

const CALLS = sized(200_000, 2000);

const histogram = new Histogram({
  name: 'h',
  help: 'h',
  registers: [new Registry()],
});

/**
 * A decorator as packages around prom-client have it.
 *
 * @type {MethodDecorator}
 */
function PromTimed(_target, _key, descriptor) {
  const method = /** @type {Function} */ (descriptor.value);
  descriptor.value = /** @type {any} */ (
    /**
     * @this {unknown}
     * @param {readonly unknown[]} args
     */
    function (...args) {
      const end = histogram.startTimer();
      try {
        return method.apply(this, args);
      } finally {
        end();
      }
    }
  );
}

/** @param {object} object */
function calls(object) {
  const loop = compileUnique(
    ['object', 'times'],
    'for (let i = 0; i < times; i++) { object.empty(); }',
  );
  return { run: () => loop(object, CALLS) };
}

/** @param {{ asynchronous(): Promise<void> }} object */
function awaits(object) {
  return {
    async run() {
      for (let i = 0; i < CALLS; i++) {
        await object.asynchronous();
      }
    },
  };
}

callOtherClasses(Timed);
const timed = createMethods(Timed());
const readClockTwice = compileUnique(
  ['performance', 'times'],
  'let sum = 0; for (let i = 0; i < times; i++) { sum += performance.now() - performance.now(); } return sum;',
);
const cpu = await measure({
  timed: calls(timed),
  clock: { run: () => readClockTwice(performance, CALLS) },
  prom: calls(createMethods(PromTimed)),
  timedAsync: awaits(timed),
  bareAsync: awaits(createMethods(undecorated)),
});
/** @param {number} microseconds */
const nanoseconds = (microseconds) => (microseconds * 1000) / CALLS;
report({
  '@Timed on an empty method / two calls of performance.now()': {
    ours: nanoseconds(cpu.timed),
    peer: nanoseconds(cpu.clock),
  },
  "@Timed on an empty method / a wrapper with prom-client's startTimer": {
    ours: nanoseconds(cpu.timed),
    peer: nanoseconds(cpu.prom),
  },
  '@Timed on a method with one await / the method itself': {
    ours: nanoseconds(cpu.timedAsync),
    peer: nanoseconds(cpu.bareAsync),
  },
});
