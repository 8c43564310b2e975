import assert from 'node:assert/strict';

export function expectSame(name, actual, expected) {
  assert.deepEqual(
    actual,
    expected,
    `${name}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
  );
}

export function expectAtMost(name, actual, most) {
  assert.ok(actual <= most, `${name}: ${actual}, more than ${most}`);
}

export function expectMatch(name, actual, pattern) {
  assert.match(
    String(actual),
    pattern,
    `${name}: ${JSON.stringify(actual)}, not ${pattern}`,
  );
}
