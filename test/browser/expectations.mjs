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

export function expectAtLeast(name, actual, least) {
  assert.ok(actual >= least, `${name}: ${actual}, less than ${least}`);
}

/** Expects a figure within 3.1 %, the resolution of a histogram. */
export function expectNear(name, actual, expected, tolerance = 0.031) {
  assert.ok(
    Math.abs(actual - expected) <= Math.abs(expected) * tolerance,
    `${name}: ${actual}, not ${expected}`,
  );
}

/**
 * Expects a figure of the page within 3.1 %, the resolution of a histogram, and
 * half of its last digit. A dash is 0.
 */
export function expectShown(name, text, expected) {
  const plain = text.replaceAll(/[^\d.]/g, '');
  const decimals = plain.split('.')[1]?.length ?? 0;
  const tolerance = expected * 0.031 + 0.5001 * 10 ** -decimals;
  assert.ok(
    Math.abs(Number(plain) - expected) <= tolerance,
    `${name}: ${text}, not ${expected}`,
  );
}
