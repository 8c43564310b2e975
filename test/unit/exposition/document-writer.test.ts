import { ExpvarRegistry, FuncVar, IntVar, StringVar } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import { ByteWriter } from '../../../src/encoding/byte-writer.js';
import { DocumentWriter } from '../../../src/exposition/document-writer.js';
import { CmdlineVar } from '../../../src/process/cmdline-var.js';
import type { TimeSlice } from '../../../src/support/event-loop.js';
import { captureWarnings, documentOf } from '../../support/registries.js';

const MIB = 1024 * 1024;

/** Counts the yields to the event loop while a document is written. */
async function yieldsOf(
  registry: ExpvarRegistry,
  isOver: boolean,
  signal?: AbortSignal,
): Promise<number> {
  const slice = { isOver, yield: vi.fn(() => Promise.resolve()) };
  const vars = await registry.evaluate();
  const writer = new DocumentWriter(new ByteWriter(), vars);
  await writer.write(slice as unknown as TimeSlice, signal);
  return slice.yield.mock.calls.length;
}

function registryOf(ints: number, functions = 0): ExpvarRegistry {
  const registry = new ExpvarRegistry();
  for (let i = 0; i < ints; i++) {
    registry.publish(`int${i}`, new IntVar(i));
  }
  for (let i = 0; i < functions; i++) {
    registry.publish(`func${i}`, new FuncVar(() => i));
  }
  return registry;
}

describe('a document of many variables', () => {
  test('yields to the event loop before each 64 plain variables', async () => {
    expect(await yieldsOf(registryOf(128), true)).toBe(2);
    expect(await yieldsOf(registryOf(129), true)).toBe(3);
  });

  test('counts a function as 16 plain variables', async () => {
    expect(await yieldsOf(registryOf(0, 4), true)).toBe(1);
    expect(await yieldsOf(registryOf(0, 5), true)).toBe(2);
    expect(await yieldsOf(registryOf(64, 1), true)).toBe(2);
  });

  test('does not yield while its time slice lasts', async () => {
    expect(await yieldsOf(registryOf(1000, 1000), false)).toBe(0);
  });

  test('is given up after a yield when its signal has aborted', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(yieldsOf(registryOf(1), true, signal)).rejects.toThrow('gone');
    expect(await yieldsOf(registryOf(1), false, signal)).toBe(0);
  });
});

test('a document has 8 MiB at most, to the byte', async () => {
  captureWarnings();
  const registry = new ExpvarRegistry();
  for (let i = 0; i < 8; i++) {
    registry.publish(`s${i}`, new StringVar('x'.repeat(1_000_000)));
  }
  const last = new StringVar('');
  registry.publish('z', last);
  const rest = 8 * MIB - (await documentOf(registry)).length;

  last.set('x'.repeat(rest));
  const full = await documentOf(registry);
  expect(full).toHaveLength(8 * MIB);
  expect(full.endsWith('xx"\n}\n')).toBe(true);

  last.set('x'.repeat(rest + 1));
  expect((await documentOf(registry)).endsWith('"z": null\n}\n')).toBe(true);
});

test('a command line of any length is in the document', async () => {
  const registry = new ExpvarRegistry();
  const argument = 'x'.repeat(9 * MIB);
  registry.publishReserved('cmdline', new CmdlineVar(['node', argument]));
  expect(await documentOf(registry)).toBe(
    `{\n"cmdline": ["node","${argument}"]\n}\n`,
  );
});

describe('the buffer of a document', () => {
  const bufferOf = (registry: ExpvarRegistry) =>
    (registry as unknown as { renderer: { out: ByteWriter } }).renderer.out;

  test('is used for the next document', async () => {
    const registry = registryOf(10_000);
    await registry.render();
    const buffer = bufferOf(registry);
    await registry.render();
    expect(bufferOf(registry)).toBe(buffer);
    expect(buffer.capacity).toBeGreaterThan(100_000);
  });

  test('is released when it exceeds 16 MiB', async () => {
    const registry = new ExpvarRegistry();
    const argument = 'x'.repeat(17 * MIB);
    registry.publishReserved('cmdline', new CmdlineVar(['node', argument]));
    await registry.render();
    expect(bufferOf(registry).capacity).toBe(4096);
  });
});
