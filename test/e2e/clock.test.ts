import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(platforms)('a clock that is set on %s', (platform) => {
  test.each([DAY_MS, -DAY_MS])(
    'by %i ms changes no deadline, log line or uptime',
    async (step) => {
      const logger = new RecordingLogger();
      const { app, url } = await start(
        platform,
        moduleOf({
          imports: [bareExpvar({ deadline: 50, node: { groups: [] } })],
        }),
        () => undefined,
        { logger },
      );
      const registry = app.get(ExpvarRegistry);
      registry.func('hung', () => new Promise(() => {}));
      registry.func('prompt', () => Promise.resolve(1));
      const scrape = async () =>
        JSON.parse((await call(`${url}/debug/vars`)).text) as {
          node: { uptime: number };
        };
      const before = await scrape();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + step });
      onTestFinished(() => void vi.useRealTimers());
      const after = await scrape();
      expect([before, after]).toMatchObject([
        { hung: null, prompt: 1 },
        { hung: null, prompt: 1 },
      ]);
      expect(after.node.uptime).toBeGreaterThan(before.node.uptime);
      expect(after.node.uptime - before.node.uptime).toBeLessThan(
        DAY_MS / 2000,
      );
      expect(logger.of('ExpvarRegistry')).toEqual([
        'variable "hung" failed: Error: no value within 50 ms',
      ]);
    },
  );
});
