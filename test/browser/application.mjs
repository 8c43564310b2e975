import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const CLOCK = new URL('shop/clock.mjs', import.meta.url).href;

/**
 * @typedef {'express' | 'fastify'} Platform
 *
 * @typedef {object} Options what an application is started with
 * @property {Platform} platform
 * @property {number} [port] a free one without it
 * @property {keyof typeof import('./variables.mjs').VARIABLES | 'shop'} [variables]
 *   `ordinary` without it
 * @property {Partial<Faults>} [faults] of the shop
 * @property {Parameters<typeof import('nestjs-expvar').ExpvarModule.forRoot>[0]} [options]
 *   of the module
 * @property {boolean} [helmet]
 * @property {boolean} [compression]
 * @property {string} [prefix] of all paths
 * @property {number} [speed] lets the time of the process pass faster
 *
 * @typedef {import('./shop/faults.mjs').Faults} Faults
 */

/** An application in another process. */
export class Application {
  #process;

  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {number} port
   */
  constructor(child, port) {
    this.#process = child;
    this.pid = child.pid;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.page = `${this.url}/debug/vars/ui`;
  }

  /** @param {Options} options */
  static async start({ speed = 1, ...options }) {
    const child = fork(SERVER, [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--import', CLOCK, '--expose-gc'],
      env: { ...process.env, SPEED: String(speed) },
    });
    let stderr = '';
    child.stderr?.on('data', (text) => (stderr += text));
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(
        `The application has ended with ${code ?? signal}: ${stderr}`,
      );
    });
    ended.catch(() => {});
    const [{ port }] = await Promise.race([once(child, 'message'), ended]);
    return new Application(child, port);
  }

  /** Ends the application with SIGTERM. @returns the milliseconds until its end */
  async terminate() {
    const start = performance.now();
    this.#process.kill('SIGTERM');
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      await once(this.#process, 'exit');
    }
    return performance.now() - start;
  }

  /**
   * Changes faults, or sets the wall clock by `clock` milliseconds.
   *
   * @param {Partial<Faults> & { clock?: number }} changes
   */
  async set(changes) {
    const isSet = once(this.#process, 'message');
    this.#process.send(changes);
    await isSet;
  }

  /**
   * Returns a value of the document.
   *
   * @param {...string} path
   */
  async read(...path) {
    const response = await fetch(`${this.url}/debug/vars?name=${path[0]}`);
    return path.reduce((value, key) => value[key], await response.json());
  }

  /**
   * Returns variables of the same document.
   *
   * @param {...string} names
   */
  async readAll(...names) {
    const response = await fetch(`${this.url}/debug/vars`);
    const all = await response.json();
    return Object.fromEntries(names.map((name) => [name, all[name]]));
  }

  /** Stops the process where it is, until `resume`. */
  suspend() {
    this.#process.kill('SIGSTOP');
  }

  resume() {
    this.#process.kill('SIGCONT');
  }

  kill() {
    this.#process.kill('SIGKILL');
  }
}
