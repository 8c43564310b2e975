import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium'];

/** Where Chromium is; undefined where it is not. */
export function whereIsChromium() {
  return PATHS.find((file) => file && existsSync(file));
}

/** Chromium, which knows a host of plain HTTP that is not localhost. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: whereIsChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc',
      '--host-resolver-rules=MAP orders.test 127.0.0.1',
    ],
  });
  return { browser, close: () => browser.close() };
}
