import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectSame } from './expectations.mjs';
import { PATIENCE_MS } from './wait-until.mjs';

const SCREENSHOTS = fileURLToPath(
  new URL('.work/screenshots/', import.meta.url),
);

/** The errors in the console when the process has ended. */
export const LOST_CONNECTION =
  /net::ERR_(?:CONNECTION_|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|SOCKET_NOT_CONNECTED)/;

/** Records violations of the Content Security Policy; runs in the page. */
const RECORD_VIOLATIONS = () => {
  globalThis.violations = [];
  addEventListener('securitypolicyviolation', (event) => {
    globalThis.violations.push(
      `${event.violatedDirective} ${event.blockedURI}`,
    );
  });
};

/** A tab with the dashboard, which records errors and requests. */
export class Viewer {
  errors = [];
  requests = [];
  #expected = [];

  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /**
   * @param url of the dashboard
   * @param options options of the browser's context, and `expected`: patterns of
   * errors that the console may have
   */
  static async open(
    browser,
    url,
    { expected = [], hash = '', ...options } = {},
  ) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    const viewer = new Viewer(await context.newPage());
    viewer.#expected = expected;
    const { page, errors, requests } = viewer;
    await page.addInitScript(RECORD_VIOLATIONS);
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

  /** Waits until the page shows the data of the process. */
  async waitUntilLive() {
    await this.page.waitForSelector('#connection[data-status="live"]');
    await this.page.waitForSelector('#main[data-stale="false"]');
  }

  /** Opens a tab of the page: its name in the URL. */
  async openTab(tab) {
    await this.page.click(`[role=tab][data-tab=${tab}]`);
    await this.page.waitForSelector(`#main.tab-${tab}`);
  }

  textOf(selector) {
    return this.page.textContent(selector);
  }

  /** Waits until the text of an element matches a pattern. */
  async expectText(selector, pattern) {
    try {
      await this.page.waitForFunction(
        ([wanted, source]) =>
          new RegExp(source).test(
            document.querySelector(wanted)?.textContent ?? '',
          ),
        [selector, pattern.source],
      );
    } catch {
      throw new Error(
        `${selector} has the text ${JSON.stringify(await this.textOf(selector))}, not ${pattern}`,
      );
    }
  }

  /** Waits until the sentence that says what is wrong matches a pattern. */
  expectSentence(pattern) {
    return this.expectText('#findings', pattern);
  }

  expectNoSentence(pattern) {
    return this.expectText(
      '#findings',
      new RegExp(`^(?![\\s\\S]*${pattern.source})`),
    );
  }

  /** Returns the text of a cell of the row whose name, without its map, is given. */
  cell(row, column) {
    return this.page.textContent(
      `#grid-body [role=row]:has(.name:text-is("${row}")) .c-${column}`,
    );
  }

  async expectCell(row, column, pattern) {
    await this.page.waitForFunction(
      ([wanted, cell, source]) => {
        const found = [...document.querySelectorAll('#grid-body [role=row]')];
        const match = found.find(
          (element) => element.querySelector('.name')?.textContent === wanted,
        );
        return new RegExp(source).test(
          match?.querySelector(cell)?.textContent ?? '',
        );
      },
      [row, `.c-${column}`, pattern.source],
    );
  }

  waitForRow(row) {
    return this.page.waitForSelector(
      `#grid-body [role=row]:has(.name:text-is("${row}"))`,
    );
  }

  /** Waits for the next sample: the time on the page goes on. */
  async waitForTick() {
    const uptime = '.facts .uptime';
    const before = await this.page.textContent(uptime);
    await this.page.waitForFunction(
      ([selector, old]) =>
        document.querySelector(selector)?.textContent !== old,
      [uptime, before],
    );
  }

  /** Returns the rows of a table: their name, and each cell by its column. */
  async readTable(selector) {
    await this.page.waitForSelector(`${selector} [role=rowheader]`);
    return this.page.$eval(selector, (table) => {
      const textOf = (element) => element.textContent.trim();
      const columns = [...table.querySelectorAll('[role=columnheader]')].map(
        textOf,
      );
      return [...table.querySelectorAll('[role=row]')]
        .filter((row) => row.querySelector('[role=rowheader]'))
        .map((row) =>
          Object.fromEntries([
            ...[...row.children].map((cell, i) => [columns[i], textOf(cell)]),
            ['name', textOf(row.querySelector('[role=rowheader]'))],
          ]),
        );
    });
  }

  /** Returns the text of each visible row. */
  rowTexts(grid = '#grid-body') {
    return this.page.$$eval(`${grid} [role=row]`, (rows) =>
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
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  }

  /** Expects no error, no policy violation and no request to another server. */
  async expectNoErrors() {
    const violations = await this.page.evaluate(() => globalThis.violations);
    expectSame('violations of the policy', violations, []);
    const unexpected = this.errors.filter(
      (text) => !this.#expected.some((pattern) => pattern.test(text)),
    );
    expectSame('errors in the console', unexpected, []);
    const { origin } = new URL(this.page.url());
    const foreign = this.requests
      .map((request) => new URL(request.url()))
      .filter((url) => !['blob:', 'data:'].includes(url.protocol))
      .filter((url) => url.origin !== origin);
    expectSame('requests to other servers', foreign.map(String), []);
  }

  close() {
    return this.page.context().close();
  }
}
