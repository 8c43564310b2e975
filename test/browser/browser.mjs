import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium'];

/** Where Chromium is; undefined where it is not. */
export function whereIsChromium() {
  return PATHS.find((file) => file && existsSync(file));
}

/** Chromium, with a profile of its own that goes with it. */
export async function startBrowser() {
  const profile = await mkdtemp(path.join(tmpdir(), 'expvar-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: whereIsChromium(),
    headless: true,
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
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
  return {
    browser: context.browser() ?? context,
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
