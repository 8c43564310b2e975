import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectSame } from './expectations.mjs';

const SHOTS = fileURLToPath(new URL('.work/screenshots/', import.meta.url));

/** What the browser reports, and the page itself sees, of what is refused. */
const WATCH = () => {
  globalThis.violations = [];
  addEventListener('securitypolicyviolation', (event) => {
    globalThis.violations.push(
      `${event.violatedDirective} ${event.blockedURI}`,
    );
  });
};

/** One who looks at the dashboard, and at what the browser says meanwhile. */
export class Viewer {
  errors = [];
  requests = [];
  #expected = [];

  constructor(page) {
    this.page = page;
  }

  /**
   * @param url of the dashboard
   * @param options of the browser's context, and `expected`: patterns of what
   * the browser may complain of
   */
  static async open(
    browser,
    url,
    { expected = [], hash = '', ...options } = {},
  ) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    const viewer = new Viewer(await context.newPage());
    viewer.#expected = expected;
    const { page, errors, requests } = viewer;
    await page.addInitScript(WATCH);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        errors.push(message.text());
      }
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => requests.push(request));
    await page.goto(`${url}${hash}`);
    return viewer;
  }

  /** Until the page shows what comes from the process. */
  async live() {
    await this.page.waitForSelector('#connection[data-status="live"]');
    await this.page.waitForFunction(() =>
      document.querySelector('#facts')?.textContent.includes('pid'),
    );
  }

  text(selector) {
    return this.page.textContent(selector);
  }

  /** Until an element shows what fits a pattern. */
  async shows(selector, pattern, timeout = 30_000) {
    try {
      await this.page.waitForFunction(
        ([wanted, source]) =>
          new RegExp(source).test(
            document.querySelector(wanted)?.textContent ?? '',
          ),
        [selector, pattern.source],
        { timeout },
      );
    } catch {
      throw new Error(
        `${selector} shows ${JSON.stringify(await this.text(selector))}, not ${pattern}`,
      );
    }
  }

  /** The texts of the rows that there are. */
  rows() {
    return this.page.$$eval('#grid-body [role=row]', (rows) =>
      rows
        .filter((row) => row.checkVisibility())
        .toSorted(
          (a, b) =>
            Number(a.getAttribute('aria-rowindex')) -
            Number(b.getAttribute('aria-rowindex')),
        )
        .map((row) => row.textContent),
    );
  }

  async screenshot(name) {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  }

  /** Nothing was refused, nothing was asked of others, nothing went wrong. */
  async expectPeace() {
    const violations = await this.page.evaluate(() => globalThis.violations);
    expectSame('violations of the policy', violations, []);
    const unexpected = this.errors.filter(
      (text) => !this.#expected.some((pattern) => pattern.test(text)),
    );
    expectSame('errors in the console', unexpected, []);
    const { origin } = new URL(this.page.url());
    const others = this.requests
      .map((request) => new URL(request.url()))
      .filter((url) => !['blob:', 'data:'].includes(url.protocol))
      .filter((url) => url.origin !== origin);
    expectSame('requests to others', others.map(String), []);
  }

  close() {
    return this.page.context().close();
  }
}
