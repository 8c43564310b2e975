import { readFile } from 'node:fs/promises';

const RING = 256;

/** The members of Go's `runtime.MemStats`, in its order. */
const MEMBERS =
  'Alloc TotalAlloc Sys Lookups Mallocs Frees HeapAlloc HeapSys HeapIdle HeapInuse HeapReleased HeapObjects StackInuse StackSys MSpanInuse MSpanSys MCacheInuse MCacheSys BuckHashSys GCSys OtherSys NextGC LastGC PauseTotalNs PauseNs PauseEnd NumGC NumForcedGC GCCPUFraction EnableGC DebugGC BySize'.split(
    ' ',
  );
const RINGS = new Set(['PauseNs', 'PauseEnd']);
const UINT32 = new Set(['NumGC', 'NumForcedGC']);
const OTHERS = new Set(['GCCPUFraction', 'EnableGC', 'DebugGC', 'BySize']);
const COUNTERS = [
  'TotalAlloc',
  'LastGC',
  'PauseTotalNs',
  'NumGC',
  'NumForcedGC',
];
const SYS = [
  'HeapSys',
  'StackSys',
  'MSpanSys',
  'MCacheSys',
  'BuckHashSys',
  'GCSys',
  'OtherSys',
];

/** Less than the difference between the wall clock and any monotonic clock. */
const CLOCK_TOLERANCE_NS = 3_600_000_000_000n;

/**
 * @typedef {Record<string, any>} MemStats members by name: integers as bigint,
 *   rings as arrays of them, the rest as text
 */

/**
 * Checks what Go promises of `memstats` in one document after another. It reads
 * the text, so that no digit is lost.
 */
export class Invariants {
  documents = 0;
  collections = 0n;
  /** @type {MemStats | undefined} */
  #previous;
  #bySize = '';

  static async create() {
    const invariants = new Invariants();
    const golden = await readFile(
      new URL('../fixtures/go-expvar/by-size.json', import.meta.url),
      'utf8',
    );
    invariants.#bySize = golden.trim();
    return invariants;
  }

  /**
   * @param {string} document
   * @throws {Error} if a promise is broken
   */
  check(document) {
    const stats = parse(document);
    this.#checkOne(stats, document);
    if (this.#previous !== undefined) {
      this.#checkNext(this.#previous, stats);
    }
    this.#previous = stats;
    this.documents++;
    this.collections = stats.NumGC;
  }

  /**
   * @param {MemStats} stats
   * @param {string} document
   */
  #checkOne(stats, document) {
    /**
     * @param {string} promise
     * @param {boolean} isKept
     */
    const expectPromise = (promise, isKept) => {
      if (!isKept) {
        throw new Error(`"${promise}" is wrong in ${document}`);
      }
    };
    /** @param {readonly string[]} names */
    const sum = (names) =>
      names.reduce((total, name) => total + stats[name], 0n);
    expectPromise('Sys is the sum of its parts', stats.Sys === sum(SYS));
    expectPromise(
      'HeapSys = HeapIdle + HeapInuse',
      stats.HeapSys === stats.HeapIdle + stats.HeapInuse,
    );
    expectPromise('HeapAlloc ≤ HeapInuse', stats.HeapAlloc <= stats.HeapInuse);
    expectPromise(
      'HeapReleased ≤ HeapIdle',
      stats.HeapReleased <= stats.HeapIdle,
    );
    expectPromise('Alloc = HeapAlloc', stats.Alloc === stats.HeapAlloc);
    expectPromise(
      'TotalAlloc ≥ HeapAlloc',
      stats.TotalAlloc >= stats.HeapAlloc,
    );
    expectPromise('StackInuse ≤ StackSys', stats.StackInuse <= stats.StackSys);
    expectPromise('NextGC ≥ HeapAlloc', stats.NextGC >= stats.HeapAlloc);
    expectPromise(
      'HeapObjects = Mallocs - Frees',
      stats.HeapObjects === stats.Mallocs - stats.Frees,
    );
    expectPromise(
      'GCCPUFraction is a fraction',
      /^(?:0|1|0\.\d+|\d(?:\.\d+)?e-\d+)$/.test(stats.GCCPUFraction),
    );
    expectPromise('EnableGC is true', stats.EnableGC === 'true');
    expectPromise('DebugGC is false', stats.DebugGC === 'false');
    expectPromise('BySize is as in Go', stats.BySize === this.#bySize);
    const { NumGC } = stats;
    /** @type {bigint[]} */
    const PauseNs = stats['PauseNs'];
    /** @type {bigint[]} */
    const PauseEnd = stats['PauseEnd'];
    const used = NumGC < RING ? Number(NumGC) : RING;
    expectPromise(
      'a slot of a ring is used if there was a collection for it',
      PauseNs.every((pause, slot) => pause > 0n === slot < used) &&
        PauseEnd.every((end, slot) => end > 0n === slot < used),
    );
    const total = PauseNs.reduce((ns, pause) => ns + pause, 0n);
    expectPromise(
      'the sum of PauseNs is PauseTotalNs until the ring wraps',
      NumGC <= RING ? total === stats.PauseTotalNs : total < stats.PauseTotalNs,
    );
    const newest = Number((NumGC + 255n) % 256n);
    expectPromise(
      'LastGC is the newest PauseEnd',
      stats.LastGC === PauseEnd[newest],
    );
    expectPromise(
      'no PauseEnd is later than LastGC',
      PauseEnd.every((end) => end <= stats.LastGC),
    );
    expectPromise('NumForcedGC ≤ NumGC', stats.NumForcedGC <= NumGC);
    if (NumGC > 0n) {
      const age = BigInt(Date.now()) * 1_000_000n - stats.LastGC;
      expectPromise(
        'LastGC is a time of the wall clock',
        String(stats.LastGC).length === 19 &&
          age > -CLOCK_TOLERANCE_NS &&
          age < CLOCK_TOLERANCE_NS,
      );
    }
  }

  /**
   * @param {MemStats} before
   * @param {MemStats} now
   */
  #checkNext(before, now) {
    for (const counter of COUNTERS) {
      if (now[counter] < before[counter]) {
        throw new Error(
          `${counter} went from ${before[counter]} to ${now[counter]}`,
        );
      }
    }
    // Metricbeat reads the pauses since its last fetch from the ring.
    const since = now.NumGC - before.NumGC;
    if (since <= RING) {
      /** @type {bigint} */
      let total = before.PauseTotalNs;
      for (let i = before.NumGC; i < now.NumGC; i++) {
        total += now.PauseNs[Number(i % 256n)];
      }
      if (total !== now.PauseTotalNs) {
        throw new Error(
          `PauseTotalNs went from ${before.PauseTotalNs} to ${now.PauseTotalNs} with ${since} pauses, which make it ${total}`,
        );
      }
    }
  }
}

/**
 * @param {string} document
 * @returns {MemStats}
 */
function parse(document) {
  const [, text] = /^"memstats": (\{.*\}),?$/m.exec(document) ?? [];
  if (text === undefined) {
    throw new Error(`there is no memstats in ${document}`);
  }
  const pattern = MEMBERS.map(
    (name) =>
      `"${name}":(${RINGS.has(name) ? String.raw`\[[\d,]+\]` : name === 'BySize' ? String.raw`\[.*\]` : '[^,]+'})`,
  ).join(',');
  const values = new RegExp(`^\\{${pattern}\\}$`).exec(text);
  if (values === null) {
    throw new Error(`the members are not those of Go in its order: ${text}`);
  }
  return Object.fromEntries(
    MEMBERS.map((name, i) => {
      const value = values[i + 1] ?? '';
      if (OTHERS.has(name)) {
        return [name, value];
      }
      if (RINGS.has(name)) {
        const ring = value.slice(1, -1).split(',').map(uint64);
        if (ring.length !== RING) {
          throw new Error(`${name} has ${ring.length} members`);
        }
        return [name, ring];
      }
      const integer = uint64(value);
      if (UINT32.has(name) && integer >= 2n ** 32n) {
        throw new Error(`${name} is not a uint32: ${value}`);
      }
      return [name, integer];
    }),
  );
}

/** @param {string} text */
function uint64(text) {
  if (!/^(?:0|[1-9]\d*)$/.test(text) || BigInt(text) >= 2n ** 64n) {
    throw new Error(`${text} is not a uint64`);
  }
  return BigInt(text);
}
