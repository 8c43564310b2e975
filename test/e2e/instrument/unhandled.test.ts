import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = `
import { Counted, Timed } from 'nestjs-expvar';

const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(error.message));

class Quotes {
  async load(name) {
    throw new Error(name);
  }

  give(promise) {
    return promise;
  }
}
for (const [key, decorator] of [['load', Counted()], ['give', Timed()]]) {
  const descriptor = Object.getOwnPropertyDescriptor(Quotes.prototype, key);
  decorator(Quotes.prototype, key, descriptor);
  Object.defineProperty(Quotes.prototype, key, descriptor);
}
const quotes = new Quotes();
void quotes.load('load, not awaited');
void quotes.give(Promise.reject(new Error('give, not awaited')));
await quotes.load('load').catch(() => {});
await quotes.give(Promise.reject(new Error('give'))).catch(() => {});
setImmediate(() => console.log(JSON.stringify(unhandled)));
`;

// Apart from the test, whose runner has a say in what is unhandled.
test('instrumented methods add no unhandled rejection and hide none', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM],
    { cwd: fileURLToPath(new URL('../../../', import.meta.url)) },
  );
  expect(JSON.parse(stdout)).toEqual([
    'load, not awaited',
    'give, not awaited',
  ]);
});
