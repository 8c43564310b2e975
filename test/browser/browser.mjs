import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium'];

/** @returns the path of Chromium, or undefined where it is not installed */
export function findChromium() {
  return PATHS.find((file) => file && existsSync(file));
}

/** Starts Chromium, for which orders.test is a host without HTTPS. */
export async function startBrowser() {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
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
