import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const child = fileURLToPath(
  new URL('../fixtures/allocations/child.mjs', import.meta.url),
);

const FLAGS = [
  '--trace-gc',
  '--expose-gc',
  // A megabyte: a tenth of a byte per update fills it.
  '--max-semi-space-size=1',
  // Code allocates until it is compiled, which another thread may delay.
  '--single-threaded',
];

/** Makes ten million updates. Returns the lines of the engine and the result. */
async function updates(name: string) {
  const { stdout } = await run(process.execPath, [...FLAGS, child, name]);
  const [, collections, value] =
    /^begin\n([^]*)^end (.*)\n$/m.exec(stdout) ?? [];
  return { collections, value };
}

// Ten million further updates come first to warm up.
test.each([
  ['IntVar.add', '20000000'],
  ['IntVar.add beyond 2^40', String(2 ** 40 + 20_000_000)],
  ['IntVar.add beyond 2^53', String(2n ** 60n + 20_000_000n)],
  ['IntVar.set', '9999999'],
  ['FloatVar.add', '10000000'],
  ['FloatVar.set', '0.75'],
  ['StringVar.set', 'waiting'],
  ['MapVar.add', '1250000'],
  ['MapVar.addFloat', '625000'],
  ['HistogramVar.record', '20000000'],
])('ten million times %s cause no garbage collection', async (name, value) => {
  expect(await updates(name)).toEqual({ collections: '', value });
});

test('the test notices updates that allocate', async () => {
  const { collections, value } = await updates('plain bigint');
  expect(collections).toMatch(/ms: (?:Scavenge|Minor|Mark)/);
  expect(value).toBe('20000000');
});
