import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

/**
 * @typedef {import('./server.mjs').Operations} Operations
 * @typedef {'express' | 'fastify' | 'fastify over HTTP/2'} Platform
 *
 * @typedef {object} Options
 * @property {readonly string[]} [publish] variables of server.mjs
 * @property {number} [deadline] of a document, in milliseconds
 * @property {readonly string[]} [execArgv] flags of Node
 */

/** An application in a process of its own. */
export class Application {
  #process;
  #ended;
  #stderr = '';
  #nextId = 0;
  /**
   * @type {Map<number, { resolve: (result: any) => void, reject: (error: Error)
   *   => void }>}
   */
  #results = new Map();
  #port = 0;

  /**
   * Starts an application, runs a check with it, and ends it.
   *
   * The deadline is long by default, so that no variable of a slow machine
   * misses it.
   *
   * @template T
   * @param {Platform} platform
   * @param {Options} options
   * @param {(application: Application) => Promise<T>} check
   */
  static async with(
    platform,
    { publish = [], deadline = 10_000, execArgv = [] },
    check,
  ) {
    const application = new Application({ platform, deadline }, execArgv);
    try {
      await application.#listen();
      await application.call('publish', publish);
      const result = await check(application);
      if (application.#stderr !== '') {
        throw new Error(`on stderr: ${application.#stderr}`);
      }
      return result;
    } finally {
      application.#process.kill('SIGKILL');
    }
  }

  /**
   * @param {{ platform: Platform, deadline: number }} options
   * @param {readonly string[]} execArgv
   */
  constructor(options, execArgv) {
    this.#process = fork(SERVER, [JSON.stringify(options)], {
      execArgv: [
        '--expose-gc',
        '--disable-warning=ExperimentalWarning',
        ...execArgv,
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr?.on('data', (text) => (this.#stderr += text));
    /** @type {Promise<never>} */
    this.#ended = once(this.#process, 'close').then(([code, signal]) => {
      throw new Error(`it ended with ${code ?? signal}: ${this.#stderr}`);
    });
    // Callers of an operation see the rejection.
    this.#ended.catch(() => {});
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}/debug/vars`;
  }

  /**
   * Calls an operation of server.mjs in the application's process.
   *
   * @template {keyof Operations} Name
   * @param {Name} operation
   * @param {Parameters<Operations[Name]>} args
   * @returns {Promise<Awaited<ReturnType<Operations[Name]>>>}
   */
  call(operation, ...args) {
    const id = this.#nextId++;
    const result = new Promise((resolve, reject) => {
      this.#results.set(id, { resolve, reject });
    });
    // If the process has ended, that is the better error.
    this.#process.send({ id, operation, args }, () => {});
    return Promise.race([result, this.#ended]);
  }

  async #listen() {
    const [{ port }] = await Promise.race([
      once(this.#process, 'message'),
      this.#ended,
    ]);
    this.#port = port;
    this.#process.on('message', (/** @type {any} */ message) => {
      const { id, result, error } = message;
      const pending = this.#results.get(id);
      this.#results.delete(id);
      if (error === undefined) {
        pending?.resolve(result);
      } else {
        pending?.reject(new Error(error));
      }
    });
  }
}
