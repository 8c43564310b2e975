import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

/** Closing that does not come back counts as so long. */
const NEVER_MS = 5000;

/** An application in a process of its own. */
export class Application {
  #process;
  #ended;
  #stderr = '';
  #nextId = 0;
  #answers = new Map();

  /**
   * Has `check` use an application, and ends it.
   *
   * @param options `deadline` in milliseconds; `execArgv` for its Node
   * @returns what `check` does
   */
  static async with(
    platform,
    { publish = [], deadline = 500, execArgv = [] },
    check,
  ) {
    const application = new Application();
    try {
      await application.#start({ platform, deadline }, execArgv);
      await application.ask('publish', publish);
      const result = await check(application);
      if (application.#stderr !== '') {
        throw new Error(`on stderr: ${application.#stderr}`);
      }
      return result;
    } finally {
      application.#process.kill('SIGKILL');
    }
  }

  async #start(options, execArgv) {
    this.#process = fork(SERVER, [JSON.stringify(options)], {
      execArgv: ['--expose-gc', ...execArgv],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr.on('data', (text) => (this.#stderr += text));
    this.#ended = once(this.#process, 'close').then(([code, signal]) => {
      throw new Error(`it has ended with ${code ?? signal}: ${this.#stderr}`);
    });
    // Whoever asks hears of it.
    this.#ended.catch(() => {});
    const [message] = await Promise.race([
      once(this.#process, 'message'),
      this.#ended,
    ]);
    this.page = `http://127.0.0.1:${message.port}/debug/vars`;
    this.port = message.port;
    this.#process.on('message', ({ id, result, error }) => {
      const { resolve, reject } = this.#answers.get(id);
      this.#answers.delete(id);
      return error === undefined ? resolve(result) : reject(new Error(error));
    });
  }

  /**
   * Closes it.
   *
   * @returns how long that took, in milliseconds; 5 seconds where it never ends
   */
  async close() {
    const patience = new AbortController();
    try {
      return await Promise.race([
        this.ask('close'),
        setTimeout(NEVER_MS, NEVER_MS, { signal: patience.signal }),
      ]);
    } finally {
      patience.abort();
    }
  }

  /** What one of its operations gives; see server.mjs. */
  ask(operation, argument) {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      // Where it has ended, that is the better error.
      this.#process.send({ id, operation, argument }, () => {});
    });
    return Promise.race([answer, this.#ended]);
  }
}
