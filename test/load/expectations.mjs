/** @throws Error that says what was found */
export function expectAtMost(what, found, limit) {
  if (!(found <= limit)) {
    throw new Error(`${what}: ${found}, where ${limit} is the most`);
  }
}

/** @throws Error that says what was found */
export function expectSame(what, found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(
      `${what}: ${JSON.stringify(found)}, where ${JSON.stringify(expected)} was expected`,
    );
  }
}

/** Waits until something is so, for so many seconds at most. */
export async function until(what, seconds, isSo) {
  const end = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) {
      throw new Error(`${what}: not within ${seconds} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How often each value occurs. */
export function countsOf(values) {
  const counts = {};
  for (const value of values) {
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}
