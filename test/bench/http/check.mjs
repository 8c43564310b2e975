import assert from 'node:assert/strict';
import { names } from '../scrape/names.mjs';

/** Fails unless a page has all the variables, in order, with live values. */
export async function check({ url, count }) {
  const before = await variables(url);
  const after = await variables(url);
  assert.deepEqual(
    before.map(([name]) => name),
    names(count),
  );
  if (count > 0) {
    assert.notDeepEqual(before, after);
  }
}

async function variables(url) {
  const response = await fetch(url);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  const isJson = response.headers.get('content-type').includes('json');
  return (isJson ? ofJson(body) : ofPrometheus(body)).filter(([name]) =>
    name.startsWith('requests_total_'),
  );
}

function ofJson(body) {
  return Object.entries(JSON.parse(body));
}

function ofPrometheus(body) {
  return body.split('\n').map((line) => {
    const [name, value] = line.split(' ');
    return [name, Number(value)];
  });
}
