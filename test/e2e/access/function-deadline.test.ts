import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { deferred } from '../../support/deferred.js';
import { eventually } from '../../support/eventually.js';
import { wheres } from './application.js';
import { local } from './case.js';
import { startedWith } from './started-with.js';

describe.each(wheres)(
  'a function that does not decide, on $port of $platform',
  (where) => {
    async function asked() {
      const decision = deferred<boolean>();
      let calls = 0;
      const access = () => {
        calls++;
        return decision.promise;
      };
      const application = await startedWith(where, { options: { access } });
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      let answered = false;
      const reply = application.ask(local()).then((reply) => {
        answered = true;
        return reply;
      });
      await eventually(() => calls === 1);
      return { application, decision, reply, isAnswered: () => answered };
    }

    test('has refused after a second', async () => {
      const { application, reply, isAnswered } = await asked();
      await vi.advanceTimersByTimeAsync(999);
      expect(isAnswered()).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect((await reply).status).toBe(403);
      expect(application.evaluations()).toBe(0);
      expect(application.logger.of('ExpvarModule', 'warn')).toEqual([
        expect.stringMatching(/function access .*no decision within 1000 ms$/),
      ]);
    });

    test('is heard until then', async () => {
      const { decision, reply } = await asked();
      await vi.advanceTimersByTimeAsync(999);
      decision.resolve(true);
      expect((await reply).status).toBe(200);
    });

    // vitest fails on a rejection that nobody handles.
    test('may reject afterwards', async () => {
      const { decision, reply } = await asked();
      await vi.advanceTimersByTimeAsync(1000);
      expect((await reply).status).toBe(403);
      decision.reject(new Error('too late'));
    });
  },
);
