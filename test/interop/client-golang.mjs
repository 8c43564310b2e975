import assert from 'node:assert/strict';
import { digit, fraction, member, namesake } from './spoilers.mjs';

/** @typedef {{ path: string[], value: number }} Sample */

/**
 * Checks Prometheus's client_golang, whose expvar collector decodes the values
 * of a document.
 *
 * @param {import('./session.mjs').Session} session
 */
export async function clientGolang(session) {
  /** @type {import('./session.mjs').Comparison} */
  const compare = async (spoil) => {
    const { printed, documents } = await session.read(
      (address) => [`${address}/debug/vars`],
      spoil,
    );
    const samples = JSON.parse(printed[0] ?? '').map(
      (/** @type {Sample} */ { path, value }) => [JSON.stringify(path), value],
    );
    assert.deepEqual(
      Object.fromEntries(samples),
      Object.fromEntries(samplesOf(JSON.parse(documents[0] ?? ''))),
    );
  };
  await session.checkComparison('collects every number and boolean', compare, [
    digit,
    member,
    fraction,
    namesake,
  ]);
}

/**
 * @param {unknown} value
 * @param {string[]} [path]
 * @returns {[path: string, value: number][]}
 */
function samplesOf(value, path = []) {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return [[JSON.stringify(path), Number(value)]];
    case 'object':
      return value === null || Array.isArray(value)
        ? []
        : Object.entries(value).flatMap(([key, member]) =>
            samplesOf(member, [...path, key]),
          );
    default:
      return [];
  }
}
