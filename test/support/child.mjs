import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Ends programs that hang. No verdict depends on it: whatever works at all is
 * done long before, on a slow machine too.
 */
const HANG_SECONDS = 600;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

process.on('exit', () => running.forEach(kill));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => process.exit(1));
}

/** A child process with its output. It ends with this process at the latest. */
export class Child {
  stdout = '';
  stderr = '';
  #process;

  /**
   * @param {string} command
   * @param {readonly string[]} args
   * @param {{ cwd?: string | undefined, env?: NodeJS.ProcessEnv }} [options]
   */
  constructor(command, args, { cwd, env = process.env } = {}) {
    this.#process = spawn(command, args, {
      cwd,
      // A process group, so that the child's own children can be killed too.
      detached: true,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#process);
    this.#process.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    /**
     * The exit code, null after a signal.
     *
     * @type {Promise<number | null>}
     */
    this.ended = once(this.#process, 'close')
      .then(([code]) => code)
      .finally(() => running.delete(this.#process));
    // A caller that awaits it still sees the rejection.
    this.ended.catch(() => {});
  }

  /**
   * Waits for standard output to match.
   *
   * @param {RegExp} pattern
   */
  async prints(pattern) {
    return this.#waitFor(pattern, this.#process.stdout, () => this.stdout);
  }

  /**
   * Waits for standard error to match.
   *
   * @param {RegExp} pattern
   */
  async logs(pattern) {
    return this.#waitFor(pattern, this.#process.stderr, () => this.stderr);
  }

  /**
   * @param {RegExp} pattern
   * @param {import('node:stream').Readable} stream
   * @param {() => string} output what the stream had so far
   */
  async #waitFor(pattern, stream, output) {
    /** @type {Promise<RegExpExecArray>} */
    const printed = new Promise((resolve, reject) => {
      const search = () => {
        const match = pattern.exec(output());
        if (match !== null) {
          resolve(match);
        }
      };
      stream.on('data', search);
      this.ended
        .then((code) => reject(new Error(`exit code ${code}: ${this.stderr}`)))
        .catch(reject);
      search();
    });
    return this.#unlessItHangs(printed);
  }

  /**
   * Waits for the process to exit.
   *
   * @param {number} [hangSeconds]
   */
  async ends(hangSeconds) {
    return this.#unlessItHangs(this.ended, hangSeconds);
  }

  terminate() {
    this.#process.kill('SIGTERM');
  }

  /** Terminates the process and its children, as Ctrl+C in a terminal does. */
  terminateGroup() {
    process.kill(-this.#pid, 'SIGTERM');
  }

  /** True while the process or a child of it runs. */
  get hasGroup() {
    try {
      return process.kill(-this.#pid, 0);
    } catch {
      return false;
    }
  }

  get #pid() {
    const { pid } = this.#process;
    if (pid === undefined) {
      throw new Error('the process has not started');
    }
    return pid;
  }

  kill() {
    kill(this.#process);
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   * @param {number} [hangSeconds]
   */
  async #unlessItHangs(promise, hangSeconds = HANG_SECONDS) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {Promise<never>} */
    const hangs = new Promise((_resolve, reject) => {
      timer = setTimeout(() => {
        this.kill();
        reject(new Error(`the process hangs: ${this.stderr}`));
      }, hangSeconds * 1000);
    });
    try {
      return await Promise.race([promise, hangs]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, hangSeconds?: number }} [options]
 *   `hangSeconds` for commands that may take more than ten minutes
 */
export async function run(command, args, { hangSeconds, ...options } = {}) {
  const child = new Child(command, args, options);
  const code = await child.ends(hangSeconds);
  return { code, stdout: child.stdout, stderr: child.stderr };
}

/** @param {import('node:child_process').ChildProcess} child */
function kill(child) {
  // The system may have given the process id of an ended child to another.
  if (running.has(child) && child.pid !== undefined) {
    process.kill(-child.pid, 'SIGKILL');
  }
}
