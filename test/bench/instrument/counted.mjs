import { Counted, IntVar } from 'nestjs-expvar';
import { measure, report, unique } from '../measure.mjs';
import {
  counters,
  nanoseconds,
  UPDATES,
  updates,
} from '../update/counters.mjs';
import { callOthers, methods, none } from './decorated.mjs';

function calls(object, key) {
  const loop = unique(
    ['object', 'times'],
    `for (let i = 0; i < times; i++) { object.${key}(); }`,
  );
  return { run: () => loop(object, UPDATES) };
}

callOthers(Counted);
const bare = methods(none);
const counted = methods(Counted());
const cpu = await measure({
  add: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
  bareEmpty: calls(bare, 'empty'),
  countedEmpty: calls(counted, 'empty'),
  bareWork: calls(bare, 'work'),
  countedWork: calls(counted, 'work'),
});
report({
  '@Counted on an empty method, what it adds / IntVar.add(1)': {
    ours: nanoseconds(cpu.countedEmpty - cpu.bareEmpty),
    peer: nanoseconds(cpu.add),
  },
  '@Counted on a method of 100 ns, what it adds / IntVar.add(1)': {
    ours: nanoseconds(cpu.countedWork - cpu.bareWork),
    peer: nanoseconds(cpu.add),
  },
});
