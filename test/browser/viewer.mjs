import assert from 'node:assert/strict';
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
  /** @type {string[]} */
  const violations = [];
  Object.assign(globalThis, { violations });
  addEventListener('securitypolicyviolation', (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
};

/**
 * Options of the browser's context, the part of the URL after the path, and
 * patterns of errors that the console may have.
 *
 * @typedef {import('playwright-core').BrowserContextOptions & {
 *   hash?: string,
 *   expected?: readonly RegExp[],
 * }} ViewerOptions
 */

/** A tab with the dashboard, which records errors and requests. */
export class Viewer {
  /** @type {string[]} */
  errors = [];
  /** @type {import('playwright-core').Request[]} */
  requests = [];
  /** @type {readonly RegExp[]} */
  #expected = [];

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /**
   * @param {import('playwright-core').Browser} browser
   * @param {string} url of the dashboard
   * @param {ViewerOptions} [options]
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

  /**
   * Opens a tab of the page: its name in the URL.
   *
   * @param {string} tab
   */
  async openTab(tab) {
    await this.page.click(`[role=tab][data-tab=${tab}]`);
    await this.page.waitForSelector(`#main.tab-${tab}`);
  }

  /** @param {string} selector */
  async textOf(selector) {
    return (await this.page.textContent(selector)) ?? '';
  }

  /**
   * Waits until the text of an element matches a pattern.
   *
   * @param {string} selector
   * @param {RegExp} pattern
   */
  async expectText(selector, pattern) {
    try {
      await this.page.waitForFunction(
        ({ wanted, source }) =>
          new RegExp(source).test(
            document.querySelector(wanted)?.textContent ?? '',
          ),
        { wanted: selector, source: pattern.source },
      );
    } catch {
      throw new Error(
        `${selector} has the text ${JSON.stringify(await this.textOf(selector))}, not ${pattern}`,
      );
    }
  }

  /**
   * Waits until the sentence that says what is wrong matches a pattern.
   *
   * @param {RegExp} pattern
   */
  expectSentence(pattern) {
    return this.expectText('#findings', pattern);
  }

  /** @param {RegExp} pattern */
  expectNoSentence(pattern) {
    return this.expectText(
      '#findings',
      new RegExp(`^(?![\\s\\S]*${pattern.source})`),
    );
  }

  /**
   * Returns the text of a cell of the row whose name, without its map, is given.
   *
   * @param {string} row
   * @param {string} column
   */
  cell(row, column) {
    return this.textOf(
      `#grid-body [role=row]:has(.name:text-is("${row}")) .c-${column}`,
    );
  }

  /**
   * @param {string} row
   * @param {string} column
   * @param {RegExp} pattern
   */
  async expectCell(row, column, pattern) {
    await this.page.waitForFunction(
      ({ wanted, cell, source }) => {
        const found = [...document.querySelectorAll('#grid-body [role=row]')];
        const match = found.find(
          (element) => element.querySelector('.name')?.textContent === wanted,
        );
        return new RegExp(source).test(
          match?.querySelector(cell)?.textContent ?? '',
        );
      },
      { wanted: row, cell: `.c-${column}`, source: pattern.source },
    );
  }

  /** @param {string} row */
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
      ({ selector, old }) =>
        document.querySelector(selector)?.textContent !== old,
      { selector: uptime, old: before },
    );
  }

  /**
   * Returns the rows of a table: their name, and each cell by its column.
   *
   * @param {string} selector
   * @returns {Promise<Record<string, string>[]>}
   */
  async readTable(selector) {
    await this.page.waitForSelector(`${selector} [role=rowheader]`);
    return this.page.$eval(selector, (table) => {
      /** @param {Element | null} element */
      const textOf = (element) => element?.textContent.trim() ?? '';
      const columns = [...table.querySelectorAll('[role=columnheader]')].map(
        textOf,
      );
      return [...table.querySelectorAll('[role=row]')]
        .filter((row) => row.querySelector('[role=rowheader]'))
        .map((row) =>
          Object.fromEntries([
            ...Array.from(row.children, (cell, i) => [
              columns[i],
              textOf(cell),
            ]),
            ['name', textOf(row.querySelector('[role=rowheader]'))],
          ]),
        );
    });
  }

  /**
   * Drags over a part of an element, from and to shares of its width.
   *
   * @param {string} selector
   * @param {number} from
   * @param {number} to
   */
  async drag(selector, from, to) {
    const box = await this.page.locator(selector).first().boundingBox();
    assert.ok(box !== null, `${selector} is not visible`);
    const { x, y, width, height } = box;
    const { mouse } = this.page;
    await mouse.move(x + from * width, y + height / 2);
    await mouse.down();
    await mouse.move(x + to * width, y + height / 2, { steps: 4 });
    await mouse.up();
  }

  /** @param {string} name */
  async screenshot(name) {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
  }

  /** Expects no error, no policy violation and no request to another server. */
  async expectNoErrors() {
    const violations = await this.page.evaluate('violations');
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
