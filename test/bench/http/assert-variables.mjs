import assert from 'node:assert/strict';
import { names } from '../scrape/names-and-values.mjs';

/**
 * Fails unless a server has all variables, in order, and changes them.
 *
 * @param {{ url: string, count: number }} server
 */
export async function assertVariables({ url, count }) {
  const before = await readVariables(url);
  const after = await readVariables(url);
  assert.deepEqual(
    before.map(([name]) => name),
    names(count),
  );
  if (count > 0) {
    assert.notDeepEqual(before, after);
  }
}

/** @param {string} url */
async function readVariables(url) {
  const response = await fetch(url);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  const isJson = response.headers.get('content-type')?.includes('json');
  return (isJson ? parseJson(body) : parsePrometheus(body)).filter(([name]) =>
    name.startsWith('requests_total_'),
  );
}

/**
 * @param {string} body
 * @returns {[string, unknown][]}
 */
function parseJson(body) {
  return Object.entries(JSON.parse(body));
}

/**
 * @param {string} body
 * @returns {[string, unknown][]}
 */
function parsePrometheus(body) {
  return body.split('\n').map((line) => {
    const [name = '', value] = line.split(' ');
    return [name, Number(value)];
  });
}
