import assert from 'node:assert/strict';

export function expectSame(what, actual, expected) {
  assert.deepEqual(
    actual,
    expected,
    `${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
  );
}

export function expectAtMost(what, actual, most) {
  assert.ok(actual <= most, `${what}: ${actual}, more than ${most}`);
}

export function expectMatch(what, actual, pattern) {
  assert.match(
    String(actual),
    pattern,
    `${what}: ${JSON.stringify(actual)}, not ${pattern}`,
  );
}
