import { spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set();

process.on('exit', () => running.forEach(kill));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(1));
}

/** A child process that does not outlive this one, with what it prints. */
export class Child {
  stdout = '';
  stderr = '';
  #process;

  constructor(command, args, cwd) {
    this.#process = spawn(command, args, {
      cwd,
      // A group of its own, so that what it starts goes with it.
      detached: true,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this.#process);
    for (const stream of ['stdout', 'stderr']) {
      this.#process[stream].setEncoding('utf8');
      this.#process[stream].on('data', (text) => (this[stream] += text));
    }
    /** Its exit code; null after a signal. */
    this.ended = once(this.#process, 'close')
      .then(([code]) => code)
      .finally(() => running.delete(this.#process));
    // Whoever awaits it hears of it; nobody has to.
    this.ended.catch(() => {});
  }

  /** The first match in its standard output. */
  async prints(pattern, seconds) {
    const printed = new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.stdout);
        if (match !== null) {
          resolve(match);
        }
      };
      this.#process.stdout.on('data', look);
      this.ended
        .then((code) => reject(new Error(`exit code ${code}: ${this.stderr}`)))
        .catch(reject);
      look();
    });
    return this.#within(seconds, printed);
  }

  /** Its exit code, when it ends by itself. */
  async ends(seconds) {
    return this.#within(seconds, this.ended);
  }

  terminate() {
    this.#process.kill('SIGTERM');
  }

  kill() {
    kill(this.#process);
  }

  async #within(seconds, promise) {
    let timer;
    const tooLate = new Promise((_resolve, reject) => {
      timer = setTimeout(() => {
        this.kill();
        reject(new Error(`not done within ${seconds} seconds`));
      }, seconds * 1000);
    });
    try {
      return await Promise.race([promise, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Runs a command to its end. */
export async function run(command, args, { cwd, seconds }) {
  const child = new Child(command, args, cwd);
  const code = await child.ends(seconds);
  return { code, stdout: child.stdout, stderr: child.stderr };
}

function kill(child) {
  // The number of one that has ended may be somebody else's by now.
  if (running.has(child)) {
    process.kill(-child.pid, 'SIGKILL');
  }
}
