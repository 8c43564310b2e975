import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { readJson } from './json-reader.mjs';
import { sortedByKey } from './values.mjs';
import {
  countOf,
  isAllowed,
  makeVariable,
  modelVariable,
} from './variables.mjs';

/**
 * @typedef {import('./values.mjs').Plan} Plan
 * @typedef {import('./values.mjs').Entry} Entry
 */

/**
 * Publishes the variables of a plan and compares the document with the models.
 *
 * @param {import('./variables.mjs').Package} expvar
 * @param {{ name: string, plan: Plan }[]} plan the names and plans of variables
 * @returns the document and the numbers of variables and refused names
 * @throws AssertionError
 */
export async function checkDocument(expvar, plan) {
  const registry = new expvar.ExpvarRegistry();
  /** @type {Entry[]} */
  const published = [];
  for (const entry of plan) {
    const publish = () =>
      registry.publish(entry.name, makeVariable(expvar, entry.plan));
    if (isAllowed(entry.name)) {
      publish();
      published.push([entry.name, entry.plan]);
    } else {
      assert.throws(publish, TypeError);
    }
  }
  const document = await registry.render();
  compareWithModels(document, sortedByKey(published));
  const variables = published.reduce((sum, [, each]) => sum + countOf(each), 0);
  return { document, variables, refused: plan.length - published.length };
}

/**
 * @param {Uint8Array} document
 * @param {Entry[]} entries in the order of the document
 */
function compareWithModels(document, entries) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(document);
  assert.ok(text.startsWith('{\n') && text.endsWith('\n}\n'), text);
  JSON.parse(text);
  const { members } = /** @type {{ members: [string, unknown][] }} */ (
    readJson(text)
  );
  assert.deepEqual(
    members.map(([name]) => name),
    entries.map(([name]) => name),
  );
  for (const [i, [name, plan]] of entries.entries()) {
    const expected = topLevelModel(plan);
    const found = members[i]?.[1];
    assert.ok(
      isAsExpected(found, expected),
      `${JSON.stringify(name)}: ${print(found)} instead of ${print(expected)}`,
    );
  }
  if (!entries.some(([, plan]) => hasCustom(plan))) {
    assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
  }
}

/** @param {Plan} plan */
function topLevelModel(plan) {
  try {
    return modelVariable(plan);
  } catch {
    return null;
  }
}

/**
 * @param {any} found
 * @param {any} expected the model; numbers are compared with their text in the
 *   document
 * @returns {boolean}
 */
function isAsExpected(found, expected) {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(found) &&
      found.length === expected.length &&
      found.every((item, i) => isAsExpected(item, expected[i]))
    );
  }
  if (typeof expected !== 'object' || expected === null) {
    return found === expected;
  }
  if ('number' in expected) {
    return (
      found?.text !== undefined &&
      Object.is(Number(found.text), expected.number)
    );
  }
  if ('integer' in expected) {
    return found?.text === String(expected.integer);
  }
  if ('text' in expected) {
    return isDeepStrictEqual(found, expected);
  }
  return (
    found?.members?.length === expected.members.length &&
    expected.members.every(
      (
        /** @type {[string, unknown]} */ [key, member],
        /** @type {number} */ i,
      ) =>
        found.members[i][0] === key &&
        isAsExpected(found.members[i][1], member),
    )
  );
}

/**
 * @param {Plan} plan
 * @returns {boolean}
 */
function hasCustom(plan) {
  return (
    plan.kind === 'custom' ||
    (plan.kind === 'map' &&
      plan['entries'].some((/** @type {Entry} */ [, each]) => hasCustom(each)))
  );
}

/** @param {unknown} tree */
function print(tree) {
  return JSON.stringify(tree, (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
