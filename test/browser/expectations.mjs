import assert from 'node:assert/strict';

/**
 * @param {string} name
 * @param {unknown} actual
 * @param {unknown} expected
 */
export function expectSame(name, actual, expected) {
  assert.deepEqual(
    actual,
    expected,
    `${name}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
  );
}

/**
 * @param {string} name
 * @param {number} actual
 * @param {number} most
 */
export function expectAtMost(name, actual, most) {
  assert.ok(actual <= most, `${name}: ${actual}, more than ${most}`);
}

/**
 * @param {string} name
 * @param {unknown} actual
 * @param {RegExp} pattern
 */
export function expectMatch(name, actual, pattern) {
  assert.match(
    String(actual),
    pattern,
    `${name}: ${JSON.stringify(actual)}, not ${pattern}`,
  );
}

/**
 * @param {string} name
 * @param {number} actual
 * @param {number} least
 */
export function expectAtLeast(name, actual, least) {
  assert.ok(actual >= least, `${name}: ${actual}, less than ${least}`);
}

/**
 * Expects a figure within 3.1 %, the resolution of a histogram.
 *
 * @param {string} name
 * @param {number} actual
 * @param {number} expected
 * @param {number} [tolerance]
 */
export function expectNear(name, actual, expected, tolerance = 0.031) {
  assert.ok(
    Math.abs(actual - expected) <= Math.abs(expected) * tolerance,
    `${name}: ${actual}, not ${expected}`,
  );
}

/**
 * Expects a figure of the page within 3.1 %, the resolution of a histogram, and
 * half of its last digit. A dash is 0.
 *
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} expected
 */
export function expectShown(name, text, expected) {
  const plain = String(text).replaceAll(/[^\d.]/g, '');
  const decimals = plain.split('.')[1]?.length ?? 0;
  const tolerance = expected * 0.031 + 0.5001 * 10 ** -decimals;
  assert.ok(
    Math.abs(Number(plain) - expected) <= tolerance,
    `${name}: ${text}, not ${expected}`,
  );
}
