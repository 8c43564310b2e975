import { compileFunction } from 'node:vm';

/** CPU time of the whole process so far, its collector's threads included. */
export function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Measures cases against each other: one run of each per round, in shuffled
 * order, so that whatever disturbs the machine disturbs all of them.
 *
 * @param cases by name: `run` is timed and may be async, `before` is not
 * timed; `times` is how often both happen per round, 1 when left out
 * @returns by name the median CPU time of one `run`, in microseconds
 */
export async function measure(cases, { rounds = 11, warmUps = 3 } = {}) {
  const names = Object.keys(cases);
  const samples = new Map(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of shuffled(names)) {
      const sample = await timed(cases[name]);
      if (round >= 0) {
        samples.get(name).push(sample);
      }
    }
  }
  return Object.fromEntries(
    names.map((name) => [name, median(samples.get(name))]),
  );
}

async function timed({ before, run, times = 1 }) {
  let total = 0;
  for (let i = 0; i < times; i++) {
    await before?.();
    const start = cpuMicroseconds();
    const running = run();
    if (running instanceof Promise) {
      await running;
    }
    total += cpuMicroseconds() - start;
  }
  return total / times;
}

/**
 * A function compiled from text that no other has: equal loops would share
 * their type feedback, and one would be measured with the other's.
 *
 * @example
 * unique(['list'], 'for (const item of list) item.add(1);');
 */
export function unique(parameters, body) {
  return compileFunction(`${body}\n// ${nextId++}`, parameters);
}

let nextId = 0;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function shuffled(items) {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/**
 * Gives the figures to the runner, or prints them when there is none.
 *
 * @param figures by row name `{ ours, peer }`
 */
export function report(figures) {
  if (process.send === undefined) {
    console.log(figures);
  } else {
    process.send(figures);
  }
}
