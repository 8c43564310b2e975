import assert from 'node:assert/strict';
import { ExpvarRegistry } from 'nestjs-expvar';
import { measure } from '../measure.mjs';
import { names } from './names-and-values.mjs';

/**
 * Measures a document beside `JSON.stringify` of a prebuilt object of the same
 * values, all of which change in each round.
 *
 * @template T
 * @param {(registry: ExpvarRegistry, name: string) => { set(value: T): void }} create
 *   publishes a variable
 * @param {(index: number, round: number) => T} valueOf
 * @param {{ count: number, times: number }} options how many variables, and how
 *   many documents per round
 */
export async function compareWithStringify(create, valueOf, { count, times }) {
  const registry = new ExpvarRegistry();
  const keys = names(count);
  const variables = keys.map((name) => create(registry, name));
  /** @type {Record<string, T>} */
  const object = Object.fromEntries(keys.map((key) => [key, valueOf(0, 0)]));

  let round = 0;
  const before = () => {
    round++;
    for (const [i, key] of keys.entries()) {
      const value = valueOf(i, round);
      variables[i]?.set(value);
      object[key] = value;
    }
  };
  const cpu = await measure({
    ours: { before, run: () => registry.render(), times },
    peer: { before, run: () => JSON.stringify(object), times },
  });
  await assertDocument(registry, object);
  return cpu;
}

/**
 * Fails unless the document of a registry has the members of an object.
 *
 * @param {ExpvarRegistry} registry
 * @param {object} expected
 */
export async function assertDocument(registry, expected) {
  const document = await registry.render();
  assert.deepEqual(JSON.parse(document.toString()), expected);
}
