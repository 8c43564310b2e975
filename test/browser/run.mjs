// Checks the dashboard in Chromium, on Express and on Fastify. The applications run
// in other processes. Screenshots are in .work/screenshots.
// `--engines` opens the page in Firefox and WebKit, too, where they are installed.
import { parseArgs } from 'node:util';
import { Report } from '../support/report.mjs';
import { startBrowser, findChromium } from './browser.mjs';
import { Incident } from './incident.mjs';
import * as accessibility from './checks/accessibility.mjs';
import * as balancer from './checks/balancer.mjs';
import * as bundled from './checks/bundled.mjs';
import * as churn from './checks/churn.mjs';
import * as clock from './checks/clock.mjs';
import * as connections from './checks/connections.mjs';
import * as engines from './checks/engines.mjs';
import * as exact from './checks/exact.mjs';
import * as heap from './checks/heap.mjs';
import * as hostile from './checks/hostile.mjs';
import * as keyboard from './checks/keyboard.mjs';
import * as limits from './checks/limits.mjs';
import * as many from './checks/many.mjs';
import * as numbers from './checks/numbers.mjs';
import * as pause from './checks/pause.mjs';
import * as places from './checks/places.mjs';
import * as processFigures from './checks/process.mjs';
import * as refused from './checks/refused.mjs';
import * as restart from './checks/restart.mjs';
import * as screens from './checks/screens.mjs';
import * as sentence from './checks/sentence.mjs';
import * as snapshots from './checks/snapshots.mjs';
import * as tasks from './checks/tasks.mjs';
import * as termination from './checks/termination.mjs';
import * as variables from './checks/variables.mjs';

/** @typedef {import('./incident.mjs').CheckContext} CheckContext */

/** @type {import('./application.mjs').Platform[]} */
const EXPRESS = ['express'];
/** @type {import('./application.mjs').Platform[]} */
const BOTH = ['express', 'fastify'];

/**
 * The checks that depend on the page alone run on Express alone.
 *
 * @type {[{ name: string, check(context: CheckContext): unknown }, typeof BOTH][]}
 */
const CHECKS = [
  // The memory leak of the incident ends with this check.
  [tasks, BOTH],
  [places, BOTH],
  [variables, EXPRESS],
  [limits, EXPRESS],
  [exact, EXPRESS],
  [keyboard, EXPRESS],
  [pause, EXPRESS],
  [snapshots, EXPRESS],
  [hostile, EXPRESS],
  [numbers, BOTH],
  [processFigures, EXPRESS],
  [sentence, BOTH],
  [restart, BOTH],
  [balancer, BOTH],
  [clock, EXPRESS],
  [connections, BOTH],
  [termination, BOTH],
  [refused, EXPRESS],
  [screens, EXPRESS],
  [accessibility, EXPRESS],
  [churn, EXPRESS],
  [many, EXPRESS],
  [heap, EXPRESS],
  [bundled, BOTH],
];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    platform: { type: 'string' },
    engines: { type: 'boolean', default: false },
  },
});
if (findChromium() === undefined) {
  console.error(
    'test:browser needs Chromium: apt-get install chromium, or CHROMIUM=<its path>',
  );
  process.exit(1);
}

if (options.engines) {
  CHECKS.push([engines, EXPRESS]);
}
const report = new Report();
const { browser, close } = await startBrowser();
try {
  for (const platform of BOTH) {
    const incident = new Incident(platform);
    for (const [{ name, check }, platforms] of CHECKS) {
      const isWanted =
        (options.only === undefined || name.includes(options.only)) &&
        platforms.includes(platform) &&
        (options.platform ?? platform) === platform;
      if (isWanted) {
        await report.check(`${platform}, ${name}`, () =>
          check({ platform, browser, incident }),
        );
      }
    }
    await incident.end();
  }
} finally {
  await close();
}
report.close();
