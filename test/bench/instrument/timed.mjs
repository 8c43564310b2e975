import { Timed } from 'nestjs-expvar';
import { Histogram, Registry } from 'prom-client';
import { measure, report, unique } from '../measure.mjs';
import { callOthers, methods, none } from './decorated.mjs';

const CALLS = 200_000;

const histogram = new Histogram({
  name: 'h',
  help: 'h',
  registers: [new Registry()],
});

/** As wrappers around prom-client have it. */
function PromTimed(_target, _key, descriptor) {
  const method = descriptor.value;
  descriptor.value = function (...args) {
    const end = histogram.startTimer();
    try {
      return method.apply(this, args);
    } finally {
      end();
    }
  };
}

function calls(object) {
  const loop = unique(
    ['object', 'times'],
    'for (let i = 0; i < times; i++) { object.empty(); }',
  );
  return { run: () => loop(object, CALLS) };
}

function awaits(object) {
  return {
    async run() {
      for (let i = 0; i < CALLS; i++) {
        await object.asynchronous();
      }
    },
  };
}

callOthers(Timed);
const timed = methods(Timed());
const clock = unique(
  ['performance', 'times'],
  'let sum = 0; for (let i = 0; i < times; i++) { sum += performance.now() - performance.now(); } return sum;',
);
const cpu = await measure({
  timed: calls(timed),
  clock: { run: () => clock(performance, CALLS) },
  prom: calls(methods(PromTimed)),
  timedAsync: awaits(timed),
  bareAsync: awaits(methods(none)),
});
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
