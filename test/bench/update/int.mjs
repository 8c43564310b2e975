import { IntVar } from 'nestjs-expvar';
import { measure, report, unique } from '../measure.mjs';

const COUNTERS = 4096;
const UPDATES = 2_000_000;

class Bare {
  value = 0;
}

// One cycle through all counters in random order.
const order = Array.from({ length: COUNTERS }, (_, i) => i);
for (let i = COUNTERS - 1; i > 0; i--) {
  const j = Math.floor(Math.random() * (i + 1));
  [order[i], order[j]] = [order[j], order[i]];
}
const inOrder = (list) => order.map((i) => list[i]);
const bare = inOrder(Array.from({ length: COUNTERS }, () => new Bare()));
const ints = inOrder(Array.from({ length: COUNTERS }, () => new IntVar()));
const loop = (update) =>
  unique(
    ['list', 'times'],
    `for (let i = 0; i < times; i++) { const v = list[i & ${COUNTERS - 1}]; ${update}; }`,
  );
const addToBare = loop('v.value += 1');
const addToInt = loop('v.add(1)');

const cpu = await measure({
  bare: { run: () => addToBare(bare, UPDATES) },
  ours: { run: () => addToInt(ints, UPDATES) },
});
const nanoseconds = (name) => (cpu[name] * 1000) / UPDATES;
report({
  'IntVar.add(1) / bare field increment': {
    ours: nanoseconds('ours'),
    peer: nanoseconds('bare'),
  },
});
