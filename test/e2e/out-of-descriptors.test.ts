import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(
  new URL('../fixtures/out-of-descriptors/main.mjs', import.meta.url),
);

interface Document {
  readonly memstats: { readonly Sys: number; readonly OtherSys: number };
  readonly node: {
    readonly memory: Readonly<Record<string, number>>;
    readonly threads: Readonly<Record<string, number>>;
    readonly fds: { readonly open: number; readonly limit: number };
  };
}

test.runIf(process.platform === 'linux')(
  'only figures that need a file descriptor are missing when none is free',
  async () => {
    const { stdout, stderr } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -n 256 && exec "$0" "$1"',
      process.execPath,
      main,
    ]);
    expect(stderr).toBe('');
    const { code, before, exhausted, lines } = JSON.parse(stdout) as {
      code: string;
      before: Document;
      exhausted: Document[];
      lines: string[];
    };

    expect(code).toBe('EMFILE');
    expect(exhausted).toHaveLength(2);
    for (const { memstats, node } of exhausted) {
      expect(Object.keys(memstats)).toEqual(Object.keys(before.memstats));
      expect(memstats.Sys).toBeGreaterThan(0);
      // The last resident set size is kept.
      expect(memstats.OtherSys).toBeGreaterThan(before.memstats.OtherSys / 2);
      expect(Object.keys(node)).toEqual(Object.keys(before.node));
      expect(Object.keys(node.memory)).toEqual(['peakRss', 'external']);
      expect(node.memory['peakRss']).toBeGreaterThan(0);
      expect(Object.keys(node.threads)).toEqual(['poolSize']);
      expect(node.fds.limit).toBe(256);
    }
    expect(lines).toEqual([
      'cannot read memory usage: Error: EMFILE: too many open files, uv_resident_set_memory; memstats keeps the last value, and the map node leaves the figures out until they can be read again',
    ]);
  },
);
