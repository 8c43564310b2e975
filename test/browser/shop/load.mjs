import { Agent, request } from 'node:http';
import { once } from 'node:events';

/**
 * @typedef {object} Item requests of one kind
 * @property {string} method
 * @property {string} path
 * @property {string} [route] that serves the path, if it has another name
 * @property {number} perSecond
 * @property {readonly number[]} [ms] that the requests ask the application to take,
 *   in turn
 */

/**
 * The traffic of an ordinary minute: requests a second of each route.
 *
 * @type {readonly Item[]}
 */
export const TRAFFIC = [
  { method: 'GET', path: '/orders', perSecond: 10, ms: [2, 4, 8] },
  { method: 'GET', path: '/orders/1', route: '/orders/:id', perSecond: 8 },
  { method: 'GET', path: '/orders/none', route: '/orders/:id', perSecond: 1 },
  { method: 'POST', path: '/orders', perSecond: 4, ms: [20, 30, 40, 50] },
  {
    method: 'GET',
    path: '/reports/monthly',
    perSecond: 1,
    ms: [1800, 1900, 2000, 2100, 2900],
  },
  { method: 'POST', path: '/webhooks/stripe', perSecond: 1 },
  ...Array.from({ length: 10 }, (_, i) => ({
    method: 'GET',
    path: `/items/kind${i}`,
    perSecond: 0.5,
  })),
];

/** Sends requests to the shop and counts exactly what was answered. */
export class Load {
  /**
   * The answers by route: their number, the number of each status, and the
   * milliseconds that the requests asked the application to take.
   *
   * @type {Map<string, { count: number, statuses: Record<number, number>, asked: number[] }>}
   */
  answered = new Map();
  #agent = new Agent({ keepAlive: true });
  /** @type {NodeJS.Timeout[]} */
  #timers = [];
  /** @type {Set<Promise<void>>} */
  #inFlight = new Set();

  /** @param {string} url of the application */
  constructor(url) {
    this.url = url;
  }

  /**
   * @param {readonly Item[]} [traffic]
   * @param {number} [speed] see clock.mjs
   */
  start(traffic = TRAFFIC, speed = 1) {
    for (const item of traffic) {
      let sent = 0;
      this.#timers.push(
        setInterval(
          () => void this.send(item, sent++),
          1000 / item.perSecond / speed,
        ),
      );
    }
    return this;
  }

  /** Stops to send and waits for the answers. */
  async stop() {
    this.#timers.splice(0).forEach(clearInterval);
    await Promise.all(this.#inFlight);
    return this;
  }

  close() {
    this.#timers.splice(0).forEach(clearInterval);
    this.#agent.destroy();
  }

  /**
   * Sends one request; those after it ask for the other durations in turn.
   *
   * @param {Item} item
   * @param {number} [index]
   */
  send(item, index = 0) {
    const answer = this.#request(item, item.ms?.[index % item.ms.length]);
    this.#inFlight.add(answer);
    void answer.finally(() => this.#inFlight.delete(answer));
    return answer;
  }

  /**
   * @param {Item} item
   * @param {number | undefined} ms
   */
  async #request({ method, path, route = path }, ms) {
    const url = `${this.url}${path}${ms === undefined ? '' : `?ms=${ms}`}`;
    const sent = request(url, { method, agent: this.#agent });
    sent.end();
    try {
      const [response] = await once(sent, 'response');
      response.resume();
      await once(response, 'end');
      this.#count(`${method} ${route}`, response.statusCode, ms);
    } catch {
      // The application has ended: nothing was answered.
    }
  }

  /**
   * @param {string} route
   * @param {number} status
   * @param {number | undefined} ms
   */
  #count(route, status, ms) {
    const answered = this.answered.get(route) ?? {
      count: 0,
      statuses: {},
      asked: [],
    };
    answered.count++;
    answered.statuses[status] = (answered.statuses[status] ?? 0) + 1;
    if (ms !== undefined) {
      answered.asked.push(ms);
    }
    this.answered.set(route, answered);
  }
}
