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
 * Publishes the variables of a plan and compares the document with the models.
 *
 * @param expvar the package
 * @param plan a plan of variables.mjs
 * @returns the document and the numbers of variables and refused names
 * @throws AssertionError
 */
export async function checkDocument(expvar, plan) {
  const registry = new expvar.ExpvarRegistry();
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

function compareWithModels(document, entries) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(document);
  assert.ok(text.startsWith('{\n') && text.endsWith('\n}\n'), text);
  JSON.parse(text);
  const { members } = readJson(text);
  assert.deepEqual(
    members.map(([name]) => name),
    entries.map(([name]) => name),
  );
  for (const [i, [name, plan]] of entries.entries()) {
    const expected = topLevelModel(plan);
    const [, found] = members[i];
    assert.ok(
      isAsExpected(found, expected),
      `${JSON.stringify(name)}: ${print(found)} instead of ${print(expected)}`,
    );
  }
  if (!entries.some(([, plan]) => hasCustom(plan))) {
    assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
  }
}

function topLevelModel(plan) {
  try {
    return modelVariable(plan);
  } catch {
    return null;
  }
}

/**
 * @param expected the model; numbers are compared with their text in the
 *   document
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
      ([key, member], i) =>
        found.members[i][0] === key &&
        isAsExpected(found.members[i][1], member),
    )
  );
}

function hasCustom({ kind, entries = [] }) {
  return (
    kind === 'custom' ||
    (kind === 'map' && entries.some(([, plan]) => hasCustom(plan)))
  );
}

function print(tree) {
  return JSON.stringify(tree, (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
