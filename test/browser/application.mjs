import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const CLOCK = new URL('shop/clock.mjs', import.meta.url).href;

/** An application in another process. */
export class Application {
  #process;
  #stderr = '';

  /**
   * @param options see server.mjs
   * @param speed lets the time of the process pass faster
   */
  static async start(options, speed = 1) {
    const application = new Application();
    const child = fork(SERVER, [JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--import', CLOCK, '--expose-gc'],
      env: { ...process.env, SPEED: speed },
    });
    application.#process = child;
    child.stderr.on('data', (text) => (application.#stderr += text));
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(
        `The application has ended with ${code ?? signal}: ${application.#stderr}`,
      );
    });
    ended.catch(() => {});
    const [{ port }] = await Promise.race([once(child, 'message'), ended]);
    application.port = port;
    application.pid = child.pid;
    application.url = `http://127.0.0.1:${port}`;
    application.page = `${application.url}/debug/vars/ui`;
    return application;
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

  /** Changes faults, or sets the wall clock by `clock` milliseconds. */
  async set(changes) {
    const isSet = once(this.#process, 'message');
    this.#process.send(changes);
    await isSet;
  }

  /** Returns a value of the document. */
  async read(...path) {
    const response = await fetch(`${this.url}/debug/vars?name=${path[0]}`);
    return path.reduce((value, key) => value[key], await response.json());
  }

  /** Returns variables of the same document. */
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
