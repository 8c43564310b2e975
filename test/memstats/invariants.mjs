import { readFile } from 'node:fs/promises';

const RING = 256;

/** Of `runtime.MemStats`, in its order: integers, rings, and the rest. */
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

/** As PauseEnd is of the wall clock, and the rest of a monotonic one. */
const CLOCK_TOLERANCE_NS = 60_000_000_000n;

/**
 * Holds what Go promises of `memstats` against one document after another, on
 * the text, so that no digit is lost.
 */
export class Invariants {
  documents = 0;
  collections = 0n;
  #previous;
  #bySize;

  static async load() {
    const invariants = new Invariants();
    const golden = await readFile(
      new URL('../fixtures/go-expvar/by-size.json', import.meta.url),
      'utf8',
    );
    invariants.#bySize = golden.trim();
    return invariants;
  }

  /** @throws Error that says what does not hold */
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

  #checkOne(stats, document) {
    const hold = (what, holds) => {
      if (!holds) {
        throw new Error(`${what} does not hold in ${document}`);
      }
    };
    const sum = (names) =>
      names.reduce((total, name) => total + stats[name], 0n);
    hold('Sys is the sum of its parts', stats.Sys === sum(SYS));
    hold(
      'HeapSys = HeapIdle + HeapInuse',
      stats.HeapSys === stats.HeapIdle + stats.HeapInuse,
    );
    hold('HeapAlloc ≤ HeapInuse', stats.HeapAlloc <= stats.HeapInuse);
    hold('HeapReleased ≤ HeapIdle', stats.HeapReleased <= stats.HeapIdle);
    hold('Alloc = HeapAlloc', stats.Alloc === stats.HeapAlloc);
    hold('TotalAlloc ≥ HeapAlloc', stats.TotalAlloc >= stats.HeapAlloc);
    hold('StackInuse ≤ StackSys', stats.StackInuse <= stats.StackSys);
    hold('NextGC ≥ HeapAlloc', stats.NextGC >= stats.HeapAlloc);
    hold(
      'HeapObjects = Mallocs - Frees',
      stats.HeapObjects === stats.Mallocs - stats.Frees,
    );
    hold(
      'GCCPUFraction is a part',
      /^(?:0|1|0\.\d+|\d(?:\.\d+)?e-\d+)$/.test(stats.GCCPUFraction),
    );
    hold('EnableGC', stats.EnableGC === 'true');
    hold('DebugGC', stats.DebugGC === 'false');
    hold('BySize is as in Go', stats.BySize === this.#bySize);
    const { NumGC, PauseNs, PauseEnd } = stats;
    const used = NumGC < RING ? Number(NumGC) : RING;
    hold(
      'a slot is used when there was a collection for it',
      PauseNs.every((pause, slot) => pause > 0n === slot < used) &&
        PauseEnd.every((end, slot) => end > 0n === slot < used),
    );
    const total = PauseNs.reduce((ns, pause) => ns + pause, 0n);
    hold(
      'PauseNs sums to PauseTotalNs while it has all',
      NumGC <= RING ? total === stats.PauseTotalNs : total < stats.PauseTotalNs,
    );
    const newest = Number((NumGC + 255n) % 256n);
    hold('LastGC is the newest PauseEnd', stats.LastGC === PauseEnd[newest]);
    hold(
      'PauseEnd goes round the ring',
      PauseEnd.every((end) => end <= stats.LastGC),
    );
    hold('NumForcedGC ≤ NumGC', stats.NumForcedGC <= NumGC);
    if (NumGC > 0n) {
      const age = BigInt(Date.now()) * 1_000_000n - stats.LastGC;
      hold(
        'LastGC is a time of the wall clock',
        String(stats.LastGC).length === 19 &&
          age > -CLOCK_TOLERANCE_NS &&
          age < CLOCK_TOLERANCE_NS,
      );
    }
  }

  #checkNext(before, now) {
    for (const counter of COUNTERS) {
      if (now[counter] < before[counter]) {
        throw new Error(
          `${counter} has gone from ${before[counter]} to ${now[counter]}`,
        );
      }
    }
    // As Metricbeat reads it: the pauses since its last fetch, from the ring.
    const since = now.NumGC - before.NumGC;
    if (since <= RING) {
      let pauses = 0n;
      for (let i = before.NumGC; i < now.NumGC; i++) {
        pauses += now.PauseNs[Number(i % 256n)];
      }
      if (pauses !== now.PauseTotalNs - before.PauseTotalNs) {
        throw new Error(
          `${since} pauses of ${pauses} ns made PauseTotalNs go from ${before.PauseTotalNs} to ${now.PauseTotalNs}`,
        );
      }
    }
  }
}

/** The members of `memstats`, integers as BigInt and the others as text. */
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
    throw new Error(`these are not Go's members in Go's order: ${text}`);
  }
  return Object.fromEntries(
    MEMBERS.map((name, i) => {
      const value = values[i + 1];
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
        throw new Error(`${name} is no uint32: ${value}`);
      }
      return [name, integer];
    }),
  );
}

function uint64(text) {
  if (!/^(?:0|[1-9]\d*)$/.test(text) || BigInt(text) >= 2n ** 64n) {
    throw new Error(`${text} is no uint64`);
  }
  return BigInt(text);
}
