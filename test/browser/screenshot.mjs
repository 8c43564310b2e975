// Takes the documentation's pictures of the dashboard: a shop in an incident, two
// minutes after its start.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startBrowser, findChromium } from './browser.mjs';
import { Incident } from './incident.mjs';
import { Viewer } from './viewer.mjs';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** The parts of the sentence that the pictures show. */
const NAMED = [
  /webhooks\/stripe fails 100 %/,
  /monthly p99/,
  /blocked ([6-9]|\d\d) times/,
];

const PICTURES = {
  'dashboard.png': { hash: '', viewport: { width: 1440, height: 900 } },
  'dashboard-http.png': {
    hash: '#tab=http',
    viewport: { width: 1440, height: 620 },
  },
  'dashboard-phone.png': {
    hash: '',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  },
};

if (findChromium() === undefined) {
  console.error('screenshot needs Chromium: apt-get install chromium');
  process.exit(1);
}
const incident = new Incident('express');
const { browser, close } = await startBrowser();
try {
  const { application } = await incident.start();
  for (const [file, options] of Object.entries(PICTURES)) {
    const viewer = await Viewer.open(browser, application.page, options);
    viewer.page.setDefaultTimeout(600_000);
    await viewer.waitUntilLive();
    for (const text of NAMED) {
      await viewer.expectSentence(text);
    }
    await viewer.page.screenshot({ path: `${DOCS}${file}` });
    await viewer.close();
    shrink(`${DOCS}${file}`);
  }
} finally {
  await close();
  await incident.end();
}

/**
 * Reduces the colours of a picture, which makes it a third as large.
 *
 * @param {string} file
 */
function shrink(file) {
  const { error } = spawnSync(
    'pngquant',
    ['--force', '--skip-if-larger', '--output', file, '64', file],
    { stdio: 'inherit' },
  );
  if (error !== undefined) {
    console.warn(`${file} is not reduced: apt-get install pngquant`);
  }
}
