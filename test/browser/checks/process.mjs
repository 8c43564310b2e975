import assert from 'node:assert/strict';
import {
  expectAtLeast,
  expectAtMost,
  expectNear,
  expectSame,
} from '../expectations.mjs';
import { readSnapshot } from '../read-snapshot.mjs';
import { waitUntil } from '../wait-until.mjs';
import { withViewer } from '../with-application.mjs';

export const name =
  'the figures of the process are those of the document and of its faults';

/**
 * @typedef {import('../application.mjs').Application} Application
 * @typedef {import('../viewer.mjs').Viewer} Viewer
 * @typedef {Awaited<ReturnType<typeof readSnapshot>>} Snapshot
 * @typedef {Snapshot['runtime']['series']} RuntimeSeries
 */

const MIB = 2 ** 20;
/** The page shows no delays of a process that starts. */
const STARTUP_MS = 20_000;

const BLOCK_SECONDS = 1.5;
/** The figures of delays have a resolution. */
const LEAST_DELAY = BLOCK_SECONDS * 0.98;
const BALLAST_MIB = 128;

/**
 * The series of the samples that each chart shows, in the order of its columns.
 *
 * @type {Record<string, (keyof RuntimeSeries)[]>}
 */
const CHARTS = {
  loop: ['loopDelayMax', 'loopDelay'],
  heap: ['heapAfterGc', 'heapUsed', 'rss'],
  cpu: ['cpu'],
  gc: ['gcTime'],
};

/** @type {Record<string, number>} */
const UNITS = {
  s: 1,
  ms: 1e-3,
  µs: 1e-6,
  ns: 1e-9,
  B: 1,
  KiB: 2 ** 10,
  MiB: MIB,
  GiB: 2 ** 30,
  '%': 0.01,
};

/** @param {import('../incident.mjs').CheckContext} context */
export function check({ platform, browser }) {
  return withViewer(
    browser,
    {
      platform,
      variables: 'shop',
      // The charts of GC and handles take the place of those of requests.
      options: { http: false },
      // The heap contains little else than what is held.
      faults: { collectEvery: 100 },
    },
    async (viewer, application) => {
      await waitUntil('The end of the start', async () => {
        const { mono } = await readSnapshot(application);
        return mono > STARTUP_MS || undefined;
      });
      const first = await readBetweenSamples(application);
      await application.set({
        blockMs: BLOCK_SECONDS * 1000,
        blockEvery: 1000,
      });
      await waitUntil('A block', async () => {
        const { events } = await readSnapshot(application);
        return events.find((event) => Number(event.seconds) >= LEAST_DELAY);
      });
      await application.set({ blockMs: 0, ballast: BALLAST_MIB });
      await waitForSamples(application, 3);
      const last = await readBetweenSamples(application);
      await waitForSamples(application, 1);

      for (const chart of [...Object.keys(CHARTS), 'handles']) {
        await viewer.page.focus(`.chart[data-chart=${chart}] .table-button`);
        await viewer.page.keyboard.press('Enter');
        await viewer.page.waitForSelector(`.chart[data-chart=${chart}] td`);
      }
      await checkHandles(viewer, application);
      await viewer.page.click('#pause');
      const snapshot = await readSnapshot(application);
      const { runtime } = snapshot;
      for (const [chart, columns] of Object.entries(CHARTS)) {
        await checkChart(viewer, chart, columns, runtime);
      }
      await viewer.screenshot('process');
      expectAtLeast(
        'seconds of the worst delay',
        Math.max(...runtime.series.loopDelayMax.map(Number)),
        LEAST_DELAY,
      );
      checkHeap(runtime.series, first, last);
      checkIncreases(snapshot, first, last);
    },
  );
}

/**
 * Reads the document, the number of a sample before it, and the number of one that
 * was not taken before it.
 *
 * @param {Application} application
 */
async function readBetweenSamples(application) {
  const { n: before } = await readSnapshot(application);
  const node = await application.read('node');
  const { n } = await readSnapshot(application);
  return { before, node, after: n + 1 };
}

/**
 * @param {Application} application
 * @param {number} count
 */
async function waitForSamples(application, count) {
  const { n: start } = await readSnapshot(application);
  await waitUntil(`Sample ${start + count}`, async () => {
    const { n } = await readSnapshot(application);
    return n >= start + count ? n : undefined;
  });
}

/**
 * Waits until the chart of handles has the counts of a document.
 *
 * @param {Viewer} viewer
 * @param {Application} application
 */
async function checkHandles(viewer, application) {
  await waitUntil('A chart with the handles of a document', async () => {
    const { resources } = await application.read('node');
    const [[, ...names] = [], [, ...counts] = []] = await readRows(
      viewer,
      'handles',
    );
    const isSame =
      names.length === Math.min(4, Object.keys(resources.byType).length) &&
      names.every((type, i) => resources.byType[type] === Number(counts[i]));
    return isSame || undefined;
  });
}

/**
 * Expects that a chart's table, and its caption, has the samples of the process.
 *
 * @param {Viewer} viewer
 * @param {string} chart
 * @param {readonly (keyof RuntimeSeries)[]} columns
 * @param {Snapshot['runtime']} runtime
 */
async function checkChart(viewer, chart, columns, { wall, series }) {
  const [, ...all] = await readRows(viewer, chart);
  // A dash is in the place of samples that the process missed, and of its start.
  const rows = all.filter(([, ...figures]) =>
    figures.some((text) => text !== '–'),
  );
  expectAtLeast(`samples of ${chart}`, rows.length, 3);
  for (const [time, ...figures] of rows) {
    const samples = wall.flatMap((at, i) =>
      new Date(at).toTimeString().startsWith(time ?? '')
        ? [columns.map((column) => series[column][i] ?? null)]
        : [],
    );
    assert.ok(
      samples.some((sample) =>
        sample.every((value, i) => isShown(figures[i], value)),
      ),
      `${chart} shows ${figures.join()} at ${time}: ${JSON.stringify(samples)}`,
    );
  }
  const figures = await viewer.page.$$eval(
    `.chart[data-chart=${chart}] figcaption .figure`,
    (elements) => elements.map(({ textContent }) => textContent),
  );
  if (chart === 'loop') {
    // The headline is the greatest figure of the first column.
    const delays = rows.map(([, text]) => parseFigure(text).value);
    const { value } = parseFigure(figures.shift()?.replace('max ', ''));
    expectSame('the worst delay', value, Math.max(...delays));
  }
  expectSame(`the caption of ${chart}`, figures, rows[0]?.slice(1));
}

/**
 * Returns the cells of a chart that is shown as a table, the newest sample first.
 *
 * @param {Viewer} viewer
 * @param {string} chart
 */
function readRows(viewer, chart) {
  return viewer.page.$$eval(`.chart[data-chart=${chart}] tr`, (rows) =>
    rows.map((row) => Array.from(row.children, (cell) => cell.textContent)),
  );
}

/**
 * Reads a figure of a caption or table, and half of its last digit. A dash is NaN.
 *
 * @param {string | undefined} text
 */
function parseFigure(text = '') {
  const [digits = '', unit = ''] = text.replaceAll(',', '').split(' ');
  const size = UNITS[unit] ?? 1;
  const decimals = digits.split('.')[1]?.length ?? 0;
  return {
    value: text === '–' ? NaN : Number(digits) * size,
    tolerance: 0.5001 * 10 ** -decimals * size,
  };
}

/**
 * @param {string | undefined} text
 * @param {number | null} sample
 */
function isShown(text, sample) {
  const { value, tolerance } = parseFigure(text);
  return sample === null
    ? Number.isNaN(value)
    : Math.abs(value - sample) <= tolerance;
}

/**
 * Returns the seconds between each sample and the last; the first follows the start.
 *
 * @param {readonly number[]} mono
 */
function secondsBetween(mono) {
  let last = 0;
  return mono.map((time) => {
    const seconds = (time - last) / 1000;
    last = time;
    return seconds;
  });
}

/**
 * @typedef {Awaited<ReturnType<typeof readBetweenSamples>>} Reading
 *
 * @param {RuntimeSeries} series
 * @param {Reading} first before the heap has grown
 * @param {Reading} last
 */
function checkHeap({ heapAfterGc, heapUsed, rss }, first, last) {
  const growth = (last.node.heap.used - first.node.heap.used) / MIB;
  expectNear('MiB by which the heap has grown', growth, BALLAST_MIB, 0.2);
  const { heap, memory } = last.node;
  const tolerance = 0.2;
  expectNear('heap', Number(heapUsed.at(-1)), heap.used, tolerance);
  expectNear('heap after GC', Number(heapAfterGc.at(-1)), heap.used, tolerance);
  expectNear('RSS', Number(rss.at(-1)), memory.rss, tolerance);
}

/**
 * Expects that the samples between two documents have what counters have grown by.
 *
 * @param {Snapshot} snapshot
 * @param {Reading} first
 * @param {Reading} last
 */
function checkIncreases({ n, runtime: { mono, series } }, first, last) {
  const firstNumber = n - mono.length + 1;
  const seconds = secondsBetween(mono);
  const cpuSeconds = series.cpu.map(
    (cores, i) => Number(cores) * (seconds.at(i) ?? 0),
  );
  const collections = Object.keys(first.node.gc).filter(
    (kind) => kind !== 'forced',
  );
  const counters = [
    {
      name: 'CPU seconds',
      samples: cpuSeconds,
      secondsOf: (/** @type {Reading} */ { node }) =>
        node.cpu.user + node.cpu.system,
    },
    {
      name: 'seconds of garbage collection',
      samples: series.gcTime.map(Number),
      secondsOf: (/** @type {Reading} */ { node }) =>
        collections.reduce((sum, kind) => sum + node.gc[kind].duration, 0),
    },
  ];
  for (const { name: counter, samples, secondsOf } of counters) {
    const increase = secondsOf(last) - secondsOf(first);
    const sumBetween = (/** @type {number} */ from, /** @type {number} */ to) =>
      samples
        .slice(from + 1 - firstNumber, to + 1 - firstNumber)
        .reduce((sum, seconds) => sum + seconds, 0);
    expectAtMost(
      `${counter} in samples between the documents`,
      sumBetween(first.after, last.before),
      increase * 1.02,
    );
    expectAtLeast(
      `${counter} in samples around the documents`,
      sumBetween(first.before, last.after),
      increase * 0.98,
    );
  }
}
