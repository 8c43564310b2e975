import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

/** An application in a process of its own. */
export class Application {
  #process;
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
    const [message] = await Promise.race([
      once(this.#process, 'message'),
      once(this.#process, 'exit').then(() => {
        throw new Error(this.#stderr);
      }),
    ]);
    this.page = `http://127.0.0.1:${message.port}/debug/vars`;
    this.port = message.port;
    this.#process.on('message', ({ id, result, error }) => {
      const { resolve, reject } = this.#answers.get(id);
      this.#answers.delete(id);
      return error === undefined ? resolve(result) : reject(new Error(error));
    });
  }

  /** What one of its operations gives; see server.mjs. */
  ask(operation, argument) {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      this.#process.send({ id, operation, argument });
    });
  }
}
