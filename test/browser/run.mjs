// Checks the dashboard in Chromium, on Express and on Fastify. The application
// runs in another process. Screenshots are in .work/screenshots.
import { parseArgs } from 'node:util';
import { Report } from '../support/report.mjs';
import { startBrowser, findChromium } from './browser.mjs';
import * as accessibility from './checks/accessibility.mjs';
import * as blocked from './checks/blocked.mjs';
import * as bundled from './checks/bundled.mjs';
import * as failing from './checks/failing.mjs';
import * as heap from './checks/heap.mjs';
import * as hostile from './checks/hostile.mjs';
import * as keyboard from './checks/keyboard.mjs';
import * as limits from './checks/limits.mjs';
import * as many from './checks/many.mjs';
import * as outlasted from './checks/outlasted.mjs';
import * as pause from './checks/pause.mjs';
import * as places from './checks/places.mjs';
import * as polling from './checks/polling.mjs';
import * as refused from './checks/refused.mjs';
import * as restart from './checks/restart.mjs';
import * as screens from './checks/screens.mjs';
import * as snapshots from './checks/snapshots.mjs';
import * as termination from './checks/termination.mjs';
import * as variables from './checks/variables.mjs';
import * as widths from './checks/widths.mjs';

const PLATFORMS = ['express', 'fastify'];
const CHECKS = [
  places,
  variables,
  failing,
  limits,
  keyboard,
  blocked,
  pause,
  snapshots,
  hostile,
  restart,
  outlasted,
  termination,
  polling,
  refused,
  screens,
  widths,
  accessibility,
  many,
  heap,
  bundled,
];

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, platform: { type: 'string' } },
});
if (findChromium() === undefined) {
  console.error(
    'test:browser needs Chromium: apt-get install chromium, or CHROMIUM=<its path>',
  );
  process.exit(1);
}

const report = new Report();
const { browser, close } = await startBrowser();
try {
  for (const platform of PLATFORMS) {
    for (const { name, check } of CHECKS) {
      const isWanted =
        (options.only === undefined || name.includes(options.only)) &&
        (options.platform ?? platform) === platform;
      if (isWanted) {
        await report.check(`${platform}, ${name}`, async () => {
          const figures = await check({ platform, browser });
          if (figures !== undefined) {
            console.log(`      ${figures}`);
          }
        });
      }
    }
  }
} finally {
  await close();
}
report.close();
