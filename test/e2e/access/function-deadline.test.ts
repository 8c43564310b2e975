import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { deferred } from '../../support/deferred.js';
import { eventually } from '../../support/eventually.js';
import { listeners } from './application.js';
import { localRequest } from './case.js';
import { startForTest } from './start-for-test.js';

describe.each(listeners)(
  'a pending access function on $port of $platform',
  (listener) => {
    async function asked() {
      const decision = deferred<boolean>();
      let calls = 0;
      const access = () => {
        calls++;
        return decision.promise;
      };
      const application = await startForTest(listener, { options: { access } });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      let hasResponded = false;
      const reply = application.send(localRequest()).then((reply) => {
        hasResponded = true;
        return reply;
      });
      await eventually(() => calls === 1);
      return { application, decision, reply, hasResponse: () => hasResponded };
    }

    test('denies access after one second', async () => {
      const { application, reply, hasResponse } = await asked();
      await vi.advanceTimersByTimeAsync(999);
      expect(hasResponse()).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect((await reply).status).toBe(403);
      expect(application.evaluations()).toBe(0);
      expect(application.logger.of('ExpvarModule', 'warn')).toEqual([
        expect.stringMatching(/function access .*no decision within 1000 ms$/),
      ]);
    });

    test('grants access when it resolves within one second', async () => {
      const { decision, reply } = await asked();
      await vi.advanceTimersByTimeAsync(999);
      decision.resolve(true);
      expect((await reply).status).toBe(200);
    });

    // Vitest fails on unhandled rejections.
    test('may reject after one second without an unhandled rejection', async () => {
      const { decision, reply } = await asked();
      await vi.advanceTimersByTimeAsync(1000);
      expect((await reply).status).toBe(403);
      decision.reject(new Error('too late'));
    });
  },
);
