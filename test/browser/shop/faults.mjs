import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The faults of the shop, all of which are off at first.
 *
 * @typedef {object} Faults
 * @property {number} leak MiB a second that are never freed
 * @property {number} ballast MiB of the heap that are never freed
 * @property {number} collectEvery milliseconds between forced collections; 0 is never
 * @property {number} blockMs milliseconds for which the event loop is blocked,
 * every `blockEvery` milliseconds
 * @property {number} blockEvery
 * @property {boolean} hook POST /webhooks/stripe fails always
 * @property {boolean} variables some variables fail
 * @property {boolean} late the variable `prices` is late
 * @property {number} queue the length of the queue, whose limits are 100 and 500
 * @property {number} churn keys a second that replace others
 */

/** @type {Faults} */
export const faults = {
  leak: 0,
  ballast: 0,
  collectEvery: 0,
  blockMs: 0,
  blockEvery: 20_000,
  hook: false,
  variables: false,
  late: false,
  queue: 33,
  churn: 0,
};

/** Faults of the incident. */
export const INCIDENT = {
  leak: 2,
  // V8 alone collects a growing heap too rarely for a test.
  collectEvery: 10_000,
  blockMs: 900,
  hook: true,
  variables: true,
  late: true,
};

const MIB = 2 ** 20;

const heap = {
  /** @type {unknown[]} */
  leaked: [],
  /** @type {unknown[]} */
  ballast: [],
};

/** @param {Partial<Faults>} changes */
export function setFaults(changes) {
  Object.assign(faults, changes);
  if (faults.leak === 0) {
    heap.leaked = [];
  }
  // Each element takes eight bytes of the heap.
  heap.ballast = Array.from({ length: (faults.ballast * MIB) / 8 });
}

/**
 * Starts the faults that no request causes.
 *
 * @param {{ sessions: import('nestjs-expvar').MapVar }} orders
 */
export function startFaults(orders) {
  const leakTimer = setInterval(() => {
    if (faults.leak > 0) {
      // Objects, because the memory of buffers is not part of the heap.
      const count = (faults.leak * MIB) / 10 / 64;
      heap.leaked.push(
        Array.from({ length: count }, (_, i) => ({ i, text: [i] })),
      );
    }
  }, 100);
  let lastCollection = 0;
  const collectTimer = setInterval(() => {
    const { collectEvery } = faults;
    if (collectEvery > 0 && performance.now() - lastCollection > collectEvery) {
      lastCollection = performance.now();
      globalThis.gc?.();
    }
  }, 100);
  let lastBlock = performance.now();
  const blockTimer = setInterval(() => {
    const { blockMs, blockEvery } = faults;
    if (blockMs > 0 && performance.now() - lastBlock >= blockEvery) {
      lastBlock = performance.now();
      block(blockMs);
    }
  }, 100);
  let churned = 0;
  const churnTimer = setInterval(() => {
    for (let i = 0; i < faults.churn / 10; i++) {
      orders.sessions.delete(`session-${churned - 50}`);
      orders.sessions.add(`session-${churned++}`, 1);
    }
  }, 100);
  return () => {
    clearInterval(leakTimer);
    clearInterval(collectTimer);
    clearInterval(blockTimer);
    clearInterval(churnTimer);
  };
}

/**
 * Blocks the event loop.
 *
 * @param {number} ms of the real clock
 */
function block(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** @returns the prices, later than the deadline of the document if `late` is on */
export async function loadPrices() {
  if (faults.late) {
    await sleep(700);
  }
  return { cu2601: 71.5, al2601: 19.8 };
}
