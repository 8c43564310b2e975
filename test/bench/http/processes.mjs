import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { integer, names } from '../scrape/names-and-values.mjs';

/**
 * Starts a program of `servers/` in a process that ends with this one at the
 * latest.
 *
 * @param {string} program
 * @param {number} count how many variables it publishes
 * @param {readonly string[]} args
 */
export async function startNode(program, count, ...args) {
  const file = fileURLToPath(new URL(`servers/${program}`, import.meta.url));
  const child = fork(file, [String(count), ...args]);
  const nextMessage = () =>
    unlessItEnds(program, child, once(child, 'message'));
  /** @type {string} */
  const url = (await nextMessage())[0];
  return {
    url,
    count,
    /** Returns the CPU time so far in microseconds. */
    async cpu() {
      child.send('cpu');
      /** @type {number} */
      const microseconds = (await nextMessage())[0];
      return microseconds;
    },
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

/**
 * Starts the program that was built from `go-handler`.
 *
 * @param {string} program its path
 * @param {number} count how many variables it publishes
 */
export async function startGo(program, count) {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  /** @param {unknown} input */
  const send = async (input) => {
    child.stdin.write(`${JSON.stringify(input)}\n`);
    /** @type {string} */
    const line = (await unlessItEnds(program, child, once(lines, 'line')))[0];
    return line;
  };
  const url = await send(
    Object.fromEntries(names(count).map((name, i) => [name, integer(i, 0)])),
  );
  return {
    url,
    count,
    cpu: async () => Number(await send('cpu')),
    async stop() {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}

/**
 * @template T
 * @param {string} program
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<T>} promise
 */
function unlessItEnds(program, child, promise) {
  const settled = new AbortController();
  const exit = once(child, 'exit', { signal: settled.signal }).then(
    ([code, signal]) => {
      throw new Error(`${program} ended with ${signal ?? `code ${code}`}`);
    },
  );
  return Promise.race([promise, exit]).finally(() => settled.abort());
}
