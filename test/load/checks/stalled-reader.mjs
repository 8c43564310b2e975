import { Application } from '../application.mjs';
import { SlowReader } from '../clients.mjs';
import { until } from '../expectations.mjs';

export const name = 'a reader that reads nothing is disconnected after 30 s';

/** Timers never fire early, so a busy machine only makes it later. */
const MIN_SECONDS = 30;

/** @param {import('../application.mjs').Platform} platform */
export async function check(platform) {
  const options = { publish: ['big'] };
  return Application.with(platform, options, async (application) => {
    const start = performance.now();
    const reader = await SlowReader.start(application.port);
    await reader.readHead();
    await until(
      'the reader is disconnected',
      async () => (await application.call('connections')) === 0,
    );
    const seconds = (performance.now() - start) / 1000;
    if (seconds < MIN_SECONDS) {
      throw new Error(`it was disconnected after ${seconds} s`);
    }
    reader.disconnect();
    return `after ${seconds.toFixed(1)} s`;
  });
}
