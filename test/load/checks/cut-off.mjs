import { Application } from '../application.mjs';
import { SlowReader } from '../clients.mjs';
import { until } from '../expectations.mjs';

export const name = 'a reader that takes nothing';

export async function check(platform) {
  const options = { publish: ['big'] };
  return Application.with(platform, options, async (application) => {
    const reader = await SlowReader.start(application.port);
    await reader.head();
    const start = performance.now();
    await until(
      'cut off',
      45,
      async () => (await application.ask('connections')) === 0,
    );
    const seconds = (performance.now() - start) / 1000;
    if (seconds < 28) {
      throw new Error(`cut off after ${seconds} s`);
    }
    reader.goAway();
    return `cut off after ${seconds.toFixed(1)} s`;
  });
}
