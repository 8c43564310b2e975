/**
 * Programs that use memory as services do. Each is called in turn after turn of
 * the event loop, and allocates some megabytes at most in one.
 */
export const loads = {
  idle() {},

  garbage() {
    for (let i = 0; i < 200; i++) {
      JSON.parse(JSON.stringify({ i, text: 'x'.repeat(100), list: [1, 2, 3] }));
    }
  },

  retained: retained(),

  large() {
    Array.from({ length: 50_000 }, () => 0.5);
    Buffer.alloc(1_000_000);
  },

  forced() {
    globalThis.gc();
    globalThis.gc({ type: 'minor' });
  },

  /** More collections in one turn than Go's ring holds. */
  burst: burst(),
};

/** A cache whose entries survive collections, and are replaced one by one. */
function retained() {
  const entries = new Map();
  let next = 0;
  return () => {
    for (let i = 0; i < 2000; i++) {
      entries.set(next++ % 100_000, { next, text: `entry ${next}` });
    }
  };
}

function burst() {
  let turns = 0;
  return () => {
    if (turns++ % 50 === 0) {
      for (let i = 0; i < 300; i++) {
        globalThis.gc({ type: 'minor' });
      }
    }
  };
}
