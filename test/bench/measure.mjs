import { compileFunction } from 'node:vm';
import { sized } from '../support/smoke.mjs';

/**
 * Returns the CPU time of the whole process so far, including the threads of
 * the garbage collector.
 */
export function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * @typedef {object} Case
 * @property {() => unknown} run what is timed, may be async
 * @property {() => unknown} [before] called before each run, not timed
 * @property {number} [times] how often both happen per round, 1 by default
 */

/**
 * Measures cases against each other. Each round runs every case in shuffled
 * order, so that whatever disturbs the machine disturbs all of them.
 *
 * @template {string} Name
 * @param {Record<Name, Case>} cases
 * @returns {Promise<Record<Name, number>>} the median CPU time of one run in
 *   microseconds
 */
export async function measure(cases) {
  const rounds = sized(11, 1);
  const warmUps = sized(3, 0);
  const names = /** @type {Name[]} */ (Object.keys(cases));
  /** @type {Map<Name, number[]>} */
  const samples = new Map(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of shuffled(names)) {
      const sample = await cpuTimeOf(cases[name]);
      if (round >= 0) {
        samples.get(name)?.push(sample);
      }
    }
  }
  return /** @type {Record<Name, number>} */ (
    Object.fromEntries(
      [...samples].map(([name, values]) => [name, median(values)]),
    )
  );
}

/** @param {Case} measured */
async function cpuTimeOf({ before, run, times = 1 }) {
  const runs = sized(times, 1);
  let total = 0;
  for (let i = 0; i < runs; i++) {
    await before?.();
    const start = cpuMicroseconds();
    const running = run();
    if (running instanceof Promise) {
      await running;
    }
    total += cpuMicroseconds() - start;
  }
  return total / runs;
}

/**
 * Compiles a function from text that no other function has. Functions of the
 * same text share type feedback, so one would be measured with the other's.
 *
 * @param {readonly string[]} parameters
 * @param {string} body
 * @example
 * compileUnique(['list'], 'for (const item of list) item.add(1);');
 */
export function compileUnique(parameters, body) {
  return compileFunction(`${body}\n// ${nextId++}`, parameters);
}

let nextId = 0;

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * @template T
 * @param {readonly T[]} items
 */
export function shuffled(items) {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

/**
 * @typedef {object} Figure
 * @property {number} ours
 * @property {number} peer
 * @property {number} [again] a second measurement of the peer
 */

/**
 * Sends the figures to the runner, or prints them when there is none.
 *
 * @param {Record<string, Figure>} figures by the names of their rows
 */
export function report(figures) {
  if (process.send === undefined) {
    console.log(figures);
  } else {
    process.send(figures);
  }
}
