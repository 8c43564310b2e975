import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

const APPLICATION = fileURLToPath(
  new URL('changing-application.mjs', import.meta.url),
);

/** The time after a delta until the application is idle, in ms. */
const PAUSE_MS = 40;

/** An application in another process, whose variables change. */
export class ChangingApplication {
  /** @type {IncomingMessage | undefined} */
  #firstViewer;
  /** @type {import('node:child_process').ChildProcess} */
  #child;
  /** @type {number} */
  #port;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {number} port
   */
  constructor(child, port) {
    this.#child = child;
    this.#port = port;
  }

  /** @param {{ variables?: number, maps?: number, keys?: number }} sizes */
  static async start({ variables = 0, maps = 0, keys = 0 }) {
    const child = fork(APPLICATION, [variables, maps, keys].map(String));
    const [{ port }] = await once(child, 'message');
    return new ChangingApplication(child, port);
  }

  stop() {
    this.#child.kill();
  }

  /** @returns {Promise<IncomingMessage>} */
  async openStream() {
    const request = get(`http://127.0.0.1:${this.#port}/debug/vars/ui/stream`);
    /** @type {[IncomingMessage]} */
    const [response] = /** @type {any} */ (await once(request, 'response'));
    assert.equal(response.statusCode, 200);
    response.on('error', () => {});
    response.resume();
    this.#firstViewer ??= response;
    return response;
  }

  /**
   * Waits for deltas of the first viewer.
   *
   * @param {number} count
   */
  async deltas(count) {
    let missing = count;
    for await (const [chunk] of on(
      /** @type {IncomingMessage} */ (this.#firstViewer),
      'data',
    )) {
      missing -= chunk.toString().split('event: delta').length - 1;
      if (missing <= 0) {
        return;
      }
    }
  }

  /**
   * Returns milliseconds of CPU time. The measurement starts and ends between
   * two deltas, so that it has a whole number of them.
   *
   * @param {number} deltas
   */
  async costOfDelta(deltas) {
    await this.deltas(1);
    await setTimeout(PAUSE_MS);
    this.#child.send('begin');
    await this.deltas(deltas);
    await setTimeout(PAUSE_MS);
    this.#child.send('end');
    const [milliseconds] = await once(this.#child, 'message');
    return milliseconds / deltas;
  }

  /**
   * Returns the longest time in milliseconds for which nothing else could run in
   * the application. It is CPU time.
   *
   * @param {() => Promise<unknown>} work
   */
  async longestBlock(work) {
    this.#child.send('watch blocks');
    await work();
    this.#child.send('report blocks');
    const [milliseconds] = await once(this.#child, 'message');
    return milliseconds;
  }
}
