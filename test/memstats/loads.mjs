/**
 * Programs that use memory as services do. Each is called once per iteration of
 * the event loop, and allocates some megabytes at most.
 *
 * @type {Readonly<Record<string, () => void>>}
 */
export const loads = {
  idle() {},

  garbage() {
    for (let i = 0; i < 200; i++) {
      JSON.parse(JSON.stringify({ i, text: 'x'.repeat(100), list: [1, 2, 3] }));
    }
  },

  cache: cache(),

  largeObjects() {
    Array.from({ length: 50_000 }, () => 0.5);
    Buffer.alloc(1_000_000);
  },

  forcedCollections() {
    globalThis.gc?.();
    globalThis.gc?.({ type: 'minor' });
  },

  /** Makes more collections in one iteration than Go's ring of pauses holds. */
  burstsOfCollections: burstsOfCollections(),
};

/** A cache whose entries survive collections, and are replaced one by one. */
function cache() {
  const entries = new Map();
  let next = 0;
  return () => {
    for (let i = 0; i < 2000; i++) {
      entries.set(next++ % 100_000, { next, text: `entry ${next}` });
    }
  };
}

function burstsOfCollections() {
  let calls = 0;
  return () => {
    if (calls++ % 50 === 0) {
      for (let i = 0; i < 300; i++) {
        globalThis.gc?.({ type: 'minor' });
      }
    }
  };
}
