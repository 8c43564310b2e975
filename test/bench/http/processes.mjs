import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { names, value } from '../scrape/names.mjs';

/**
 * Starts a program of `servers/` in a process of its own, which ends with this
 * one at the latest.
 *
 * @param count how many variables it is to publish
 * @returns its URL, its CPU time so far in microseconds, and what ends it
 */
export async function startNode(program, count, ...args) {
  const file = fileURLToPath(new URL(`servers/${program}`, import.meta.url));
  const child = fork(file, [String(count), ...args]);
  const next = () => answered(program, child, once(child, 'message'));
  const [url] = await next();
  return {
    url,
    count,
    async cpu() {
      child.send('cpu');
      const [microseconds] = await next();
      return microseconds;
    },
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

/** The same with the program that was built from `go-handler`. */
export async function startGo(program, count) {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const ask = async (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const [line] = await answered(program, child, once(lines, 'line'));
    return line;
  };
  const values = names(count).map((name, i) => [name, value(i, 0)]);
  const url = await ask(Object.fromEntries(values));
  return {
    url,
    count,
    cpu: async () => Number(await ask('cpu')),
    async stop() {
      const exit = once(child, 'exit');
      child.stdin.end();
      await exit;
    },
  };
}

function answered(program, child, answer) {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(
    ([code, signal]) => {
      throw new Error(`${program} ended with ${signal ?? `code ${code}`}`);
    },
  );
  return Promise.race([answer, exit]).finally(() => ended.abort());
}
