import { readFile } from 'node:fs/promises';
import { expectAtMost, expectMatch, expectSame } from '../expectations.mjs';
import { Viewer } from '../viewer.mjs';

/** @typedef {import('../application.mjs').Application} Application */

export const name =
  'each question of an engineer on call takes at most two actions, or four';

/** The actions that a question may take, and if several things must be chosen. */
const FEW = 2;
const SEVERAL = 4;

/** A page that was just opened, and the actions of the user since then. */
class Task {
  count = 0;

  /** @param {Viewer} viewer */
  constructor(viewer) {
    this.viewer = viewer;
    this.page = viewer.page;
  }

  /** @param {string} selector */
  click(selector) {
    this.count++;
    return this.page.click(selector);
  }

  /**
   * @param {string} selector
   * @param {string} text
   */
  type(selector, text) {
    this.count++;
    return this.page.fill(selector, text);
  }

  /** @param {string} key */
  press(key) {
    this.count++;
    return this.page.keyboard.press(key);
  }

  /**
   * @param {string} selector
   * @param {number} from
   * @param {number} to
   */
  drag(selector, from, to) {
    this.count++;
    return this.viewer.drag(selector, from, to);
  }

  /** @param {string} tab */
  tab(tab) {
    this.count++;
    return this.viewer.openTab(tab);
  }

  /**
   * @param {string} selector
   * @param {RegExp} pattern
   */
  expect(selector, pattern) {
    return this.viewer.expectText(selector, pattern);
  }
}

/**
 * Each question, and the steps that answer it, which return the most actions that
 * they may take.
 *
 * @type {Record<string, (task: Task, application: Application) => Promise<number>>}
 */
const TASKS = {
  async 'Is the event loop blocked, since when, how often?'(task) {
    await task.expect(
      '#findings',
      /Event loop blocked \d+ times in 5 min, longest [\d.]+ (s|ms), last \d\d:\d\d:\d\d/,
    );
    await task.click('#findings button:has-text("blocked")');
    await task.expect(
      '#events',
      /\d\d:\d\d:\d\d.*blocked.*(9\d\d ms|[1-9][\d.]* s)/i,
    );
    return FEW;
  },

  async 'Which route is slowest?'(task) {
    await task.tab('http');
    await task.click('button:has-text("Slowest")');
    const [row] = await task.viewer.readTable('#routes');
    expectMatch(
      'the slowest route',
      row?.['name'],
      /^GET\s*\/reports\/monthly$/,
    );
    expectMatch('its p99', row?.['p99, ms'], /^[23],\d\d\d$/);
    return FEW;
  },

  async 'Which route fails, how much?'(task) {
    await task.tab('http');
    await task.click('button:has-text("Most errors")');
    const [row] = await task.viewer.readTable('#routes');
    expectMatch(
      'the failing route',
      row?.['name'],
      /^POST\s*\/webhooks\/stripe$/,
    );
    expectSame('its share of 5xx', row?.['5xx, %'], '100');
    return FEW;
  },

  async 'Does it leak?'(task) {
    await task.expect('#findings', /Heap after GC \+[\d.,]+ MiB\/min/);
    return FEW;
  },

  async 'What changed in the last minute?'(task) {
    await task.tab('variables');
    await task.click('button:has-text("Changed")');
    await task.expect('#grid-body', /placed/);
    return FEW;
  },

  async 'What failed, and why?'(task) {
    await task.tab('variables');
    await task.click('button:has-text("Failing")');
    await task.expect('#grid-body', /connect ECONNREFUSED 10\.0\.0\.7:5432/);
    return FEW;
  },

  async 'What failed a minute ago?'(task) {
    await task.tab('events');
    await task.expect('#events', /orders\.broken.*ECONNREFUSED/);
    return FEW;
  },

  async 'How does now compare with a while ago?'(task) {
    // The cursor is in the middle of what the chart shows.
    await task.click('.chart[data-chart=loop] .plot-control');
    await task.press('a');
    await task.tab('variables');
    await task.expect('#grid', /Δ since \d\d:\d\d/);
    await task.viewer.expectCell('placed', 'change', /^\+\d/);
    return SEVERAL;
  },

  async 'Share exactly this view, with its time.'(task) {
    await task.drag('.chart[data-chart=loop] .plot-control', 0.4, 0.9);
    await task.page.waitForFunction(() => location.hash.includes('zoom='));
    const range = await task.viewer.textOf('.zoomed');
    const other = await task.page.context().newPage();
    await other.goto(task.page.url());
    await other.waitForSelector('.zoomed');
    expectSame('the range', await other.textContent('.zoomed'), range);
    await other.close();
    return FEW;
  },

  async 'Three variables on one chart.'(task) {
    await task.tab('variables');
    const names = ['http.aborted', 'http.errors', 'http.requests'];
    for (const name of names) {
      await task.click(`[data-key="${name.replace('.', '/')}"] .pin`);
    }
    await task.page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.board .chart')].some((chart) =>
          wanted.every((text) => chart.textContent.includes(text)),
        ),
      names,
    );
    return SEVERAL;
  },

  async 'Export the CSV of a filtered table.'(task) {
    await task.tab('variables');
    await task.type('#filter', 'orders.pl');
    await task.click('.menu button.share');
    const [download] = await Promise.all([
      task.page.waitForEvent('download'),
      task.click('.menu-window button:has-text("CSV")'),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expectMatch('the CSV', csv, /orders\.placed.*\d/);
    expectSame('other variables in the CSV', csv.includes('cfg_'), false);
    return SEVERAL;
  },

  async 'Find a name.'(task) {
    await task.press('/');
    await task.type('#filter', 'cfg_777');
    await task.viewer.waitForRow('cfg_777');
    return FEW;
  },

  async 'How did the percentiles of a method develop?'(task) {
    await task.tab('methods');
    await task.click('#methods [role=row]:has-text("orders.place") button');
    await task.expect('#drawer', /p99/);
    await task.page.waitForSelector('#drawer .chart .plot-control');
    return FEW;
  },

  async 'Which variables are over their limit?'(task) {
    await task.tab('variables');
    await task.click('button:has-text("Over limit")');
    await task.expect('#grid-body', /queueDepth.*600/);
    return FEW;
  },

  async 'Which process is this?'(task, application) {
    await task.expect('.facts', new RegExp(`pid ${application.pid}`));
    return FEW;
  },
};

/** @param {import('../incident.mjs').CheckContext} context */
export async function check({ browser, incident }) {
  const { application } = await incident.start();
  await application.set({ queue: 600 });
  const viewer = await Viewer.open(browser, application.page);
  const { page } = viewer;
  const counts = [];
  try {
    await viewer.waitUntilLive();
    // The faults need some time to show.
    await viewer.expectSentence(/fails 100 %/);
    await page.click('#findings .more');
    await viewer.expectSentence(/Heap after GC/);
    await viewer.screenshot('incident');
    for (const [question, solve] of Object.entries(TASKS)) {
      await page.evaluate(() => localStorage.clear());
      await page.goto('about:blank');
      await page.goto(application.page);
      await viewer.waitUntilLive();
      if (await page.isVisible('#findings .more')) {
        await page.click('#findings .more');
      }
      const task = new Task(viewer);
      let most;
      try {
        most = await solve(task, application);
      } catch (error) {
        throw new Error(`${question} ${String(error)}`, { cause: error });
      }
      expectAtMost(`actions for “${question}”`, task.count, most);
      counts.push(task.count);
    }
    await viewer.expectNoErrors();
    return `actions: ${counts.join(' ')}`;
  } finally {
    await viewer.close();
    // Other checks share the shop, whose memory must not grow for all that time.
    await application.set({ leak: 0 });
  }
}
