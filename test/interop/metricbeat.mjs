import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseExact, withFloats } from './exact-json.mjs';
import { whileBusy } from './sample-app.mjs';
import { digit, fraction, member, namesake } from './spoilers.mjs';

const MODULE = pathOf('../../examples/elastic/modules.d/golang.yml');
export const SCRAPES = 50;
/** The length of the ring buffer PauseNs. */
const RING = 256n;

/**
 * @typedef {import('./session.mjs').Session} Session
 *
 * A document as parseExact() returns it.
 *
 * @typedef {{ cmdline: string[], memstats: Record<string, any> }} Document
 */

const SPOILERS = [digit, member, fraction, namesake];

/**
 * Checks Metricbeat's golang module with the configuration of examples/elastic.
 *
 * @param {Session} session
 */
export async function metricbeat(session) {
  await session.checkComparison(
    'heap has memstats',
    async (spoil) => {
      const { events, documents } = await readEvents(session, 'heap', spoil);
      assert.deepEqual(events.map(fieldsOf), expectedFields('heap', documents));
    },
    SPOILERS,
  );
  await session.checkComparison(
    'expvar has every variable',
    async (spoil) => {
      const { events, documents } = await readEvents(session, 'expvar', spoil);
      assert.deepEqual(
        events.map((event) => withFloats(fieldsOf(event))),
        expectedFields('expvar', documents),
      );
    },
    SPOILERS,
  );
}

/**
 * Reads events of a metricset while the app is busy.
 *
 * @param {Session} session
 * @param {string} metricset
 * @param {import('./recording-proxy.mjs').Spoil} [spoil]
 * @returns the events as JSON texts and parsed, and the documents they come
 *   from
 */
export async function readEvents(session, metricset, spoil) {
  const { printed, documents } = await whileBusy(session.app, () =>
    session.read(
      (address) => [
        'events',
        MODULE,
        metricset,
        address,
        '20ms',
        String(SCRAPES),
      ],
      spoil,
    ),
  );
  assert.equal(printed.length, SCRAPES);
  return {
    printed,
    events: printed.map(parseExact),
    documents: documents.slice(0, SCRAPES).map(parseExact),
  };
}

/**
 * Returns the expected fields of a metricset's events, from the documents that
 * Metricbeat read.
 *
 * @param {'heap' | 'expvar'} metricset
 * @param {Document[]} documents
 */
export function expectedFields(metricset, documents) {
  return metricset === 'heap' ? heapsOf(documents) : documents.map(variablesOf);
}

/**
 * Returns the fields of the module and the dataset of an event.
 *
 * @param {{ event: { dataset: string }, golang: object }} event
 */
function fieldsOf({ event, golang }) {
  return { dataset: event.dataset, ...golang };
}

/** @param {Document} document */
function variablesOf(document) {
  return {
    dataset: 'golang.sample',
    sample: {
      .../** @type {object} */ (withoutNulls(withFloats(document))),
      cmdline: cmdlineOf(document),
    },
  };
}

/**
 * Metricbeat drops members that are null.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function withoutNulls(value) {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== null)
          .map(([key, member]) => [key, withoutNulls(member)]),
      )
    : value;
}

/** @param {Document[]} documents */
function heapsOf(documents) {
  let lastNumGC = 0n;
  return documents.map((document) => {
    const { memstats } = document;
    const pauses = pausesSince(lastNumGC, memstats);
    lastNumGC = memstats['NumGC'];
    return { dataset: 'golang.heap', heap: heapOf(document, pauses) };
  });
}

/**
 * Returns the pauses of the collections since lastNumGC. Only the last 256 are
 * known.
 *
 * @param {bigint} lastNumGC
 * @param {Record<string, any>} memstats
 * @returns {bigint[]} in nanoseconds
 */
function pausesSince(lastNumGC, { NumGC, PauseNs }) {
  const pauses = [];
  for (let i = NumGC - 1n; i >= lastNumGC && i >= NumGC - RING; i--) {
    pauses.push(PauseNs[Number(i % RING)]);
  }
  return pauses;
}

/**
 * @param {Document} document
 * @param {bigint[]} pauses in nanoseconds
 */
function heapOf(document, pauses) {
  const { memstats } = document;
  const count = BigInt(pauses.length);
  const sum = pauses.reduce((total, pause) => total + pause, 0n);
  const max = pauses.reduce((most, pause) => (pause > most ? pause : most), 0n);
  return {
    cmdline: cmdlineOf(document),
    allocations: {
      mallocs: memstats.Mallocs,
      frees: memstats.Frees,
      objects: memstats.HeapObjects,
      total: memstats.TotalAlloc,
      allocated: memstats.HeapAlloc,
      idle: memstats.HeapIdle,
      active: memstats.HeapInuse,
    },
    system: {
      total: memstats.Sys,
      obtained: memstats.HeapSys,
      stack: memstats.StackSys,
      released: memstats.HeapReleased,
    },
    gc: {
      next_gc_limit: memstats.NextGC,
      total_count: memstats.NumGC,
      cpu_fraction: memstats.GCCPUFraction,
      total_pause: { ns: memstats.PauseTotalNs },
      pause: {
        count,
        sum: { ns: sum },
        avg: { ns: count === 0n ? 0n : sum / count },
        max: { ns: max },
      },
    },
  };
}

/** @param {Document} document */
function cmdlineOf({ cmdline }) {
  return cmdline.join(' ').replace(/ +$/, '');
}

/** @param {string} file */
function pathOf(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
