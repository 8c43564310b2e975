import { Counted, IntVar } from 'nestjs-expvar';
import { compileUnique, measure, report } from '../measure.mjs';
import {
  counters,
  nanoseconds,
  UPDATES,
  updates,
} from '../update/counters.mjs';
import {
  callOtherClasses,
  createMethods,
  undecorated,
} from './decorated-methods.mjs';

/**
 * @param {object} object
 * @param {string} key
 */
function calls(object, key) {
  const loop = compileUnique(
    ['object', 'times'],
    `for (let i = 0; i < times; i++) { object.${key}(); }`,
  );
  return { run: () => loop(object, UPDATES) };
}

callOtherClasses(Counted);
const bare = createMethods(undecorated);
const counted = createMethods(Counted());
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
