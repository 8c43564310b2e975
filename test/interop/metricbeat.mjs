import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ElasticsearchIndex } from './elasticsearch-index.mjs';
import { parseExact, withFloats } from './exact-json.mjs';
import { REFUSED } from './refused-events.mjs';
import { whileBusy } from './sample-app.mjs';
import { digit, fraction, member, namesake } from './spoilers.mjs';

const MODULE = pathOf('metricbeat/golang.yml');
const SETTINGS = pathOf('metricbeat/metricbeat.yml');
const SCRAPES = 50;
/** The length of PauseNs. */
const RING = 256n;

const SPOILERS = [digit, member, fraction, namesake];

/** Metricbeat's golang module, as golang.yml and metricbeat.yml have it. */
export async function metricbeat(session) {
  await session.compares(
    'heap has memstats',
    async (spoil) => {
      const { events, documents } = await read(session, 'heap', spoil);
      assert.deepEqual(events.map(fieldsOf), heapsOf(documents));
    },
    SPOILERS,
  );
  await session.compares(
    'expvar has every variable',
    async (spoil) => {
      const { events, documents } = await read(session, 'expvar', spoil);
      assert.deepEqual(
        events.map((event) => withFloats(fieldsOf(event))),
        documents.map(variablesOf),
      );
    },
    SPOILERS,
  );
  const { stdout } = await session.run(['template', SETTINGS]);
  const { mappings } = JSON.parse(stdout).template;
  await session.check('Elasticsearch takes every event as it is', async () => {
    const index = new ElasticsearchIndex(mappings);
    for (const metricset of ['heap', 'expvar']) {
      const { events } = await read(session, metricset);
      events.forEach((event) => index.add(event));
    }
    assert.deepEqual(index.complaints, []);
    assert.deepEqual(
      (await fieldsOfPanels()).filter((field) => !index.has(field)),
      [],
      "the README's panels have fields that there are not",
    );
  });
  await session.check('Elasticsearch would not take others', () => {
    for (const [complaint, events] of REFUSED) {
      const index = new ElasticsearchIndex(mappings);
      events.forEach((event) => index.add(parseExact(event)));
      assert.deepEqual(index.complaints, [complaint]);
    }
  });
}

async function read(session, metricset, spoil) {
  const { printed, said } = await whileBusy(session.app, () =>
    session.read(
      (address) => ['events', MODULE, metricset, address, String(SCRAPES)],
      spoil,
    ),
  );
  assert.equal(printed.length, SCRAPES);
  return {
    events: printed.map(parseExact),
    documents: said.slice(0, SCRAPES).map(parseExact),
  };
}

/** What an event has of the module, and in which dataset. */
function fieldsOf({ event, golang }) {
  return { dataset: event.dataset, ...golang };
}

function variablesOf(document) {
  return {
    dataset: 'golang.sample',
    sample: {
      ...withoutNulls(withFloats(document)),
      cmdline: cmdlineOf(document),
    },
  };
}

/** Metricbeat drops members that are null. */
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

function heapsOf(documents) {
  let lastNumGC = 0n;
  return documents.map((document) => {
    const { memstats } = document;
    const pauses = pausesSince(lastNumGC, memstats);
    lastNumGC = memstats.NumGC;
    return { dataset: 'golang.heap', heap: heapOf(document, pauses) };
  });
}

/** The pauses of the collections since, of which the last 256 are known. */
function pausesSince(lastNumGC, { NumGC, PauseNs }) {
  const pauses = [];
  for (let i = NumGC - 1n; i >= lastNumGC && i >= NumGC - RING; i--) {
    pauses.push(PauseNs[i % RING]);
  }
  return pauses;
}

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

function cmdlineOf({ cmdline }) {
  return cmdline.join(' ').replace(/ +$/, '');
}

/** The fields that the README names for Kibana; those of a map by the map. */
async function fieldsOfPanels() {
  const readme = await readFile(pathOf('../../README.md'), 'utf8');
  const [panels] = readme.split('### Kibana\n')[1].split('\n### ');
  const fields = panels.match(/\bgolang\.[^\s`,()|]+/g);
  return fields.map((field) => field.replace(/\.\*$/, ''));
}

function pathOf(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
