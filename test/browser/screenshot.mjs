// Takes docs/dashboard.png, the documentation's picture of the sample app's dashboard,
// after two minutes of requests for its quotes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startBrowser, findChromium } from './browser.mjs';
import { Viewer } from './viewer.mjs';

const RUN_MS = 120_000;
const REQUEST_MS = 40;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATHS = ['/quotes', '/quotes/cu2601', '/quotes/none', '/nowhere'];

if (findChromium() === undefined) {
  console.error('screenshot needs Chromium: apt-get install chromium');
  process.exit(1);
}
const app = spawn(process.execPath, ['sample-app/dist/main.js'], {
  cwd: ROOT,
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let url;
for await (const line of createInterface(app.stdout)) {
  url = /(http:\/\/[^/]+)\/debug\/vars/.exec(line)?.[1];
  if (url !== undefined) {
    break;
  }
}
app.stdout.resume();
let requestCount = 0;
const timer = setInterval(() => {
  fetch(url + PATHS[requestCount++ % PATHS.length]).then(
    (response) => response.arrayBuffer(),
    () => {},
  );
}, REQUEST_MS);
const { browser, close } = await startBrowser();
const viewer = await Viewer.open(browser, `${url}/debug/vars/ui`, {
  viewport: { width: 1280, height: 860 },
});
await viewer.waitUntilLive();
await viewer.page.waitForTimeout(RUN_MS);
// The picture leaves out the scroll bar.
const width = await viewer.page.evaluate(() => document.body.clientWidth);
await viewer.page.screenshot({
  path: `${ROOT}docs/dashboard.png`,
  clip: { x: 0, y: 0, width, height: 860 },
});
clearInterval(timer);
await close();
app.kill();
await once(app, 'exit');
