// Requests pages of the sample app until it is stopped, so that its dashboard has
// something to show. The argument is the address of the app.
import { setTimeout } from 'node:timers/promises';

const PATHS = [
  '/quotes',
  '/quotes/cu2601',
  '/klines',
  '/klines/BTCUSDT?limit=5',
  '/quotes/unknown',
];

const [, , address] = process.argv;
for (let i = 0; ; i++) {
  try {
    const response = await fetch(address + PATHS[i % PATHS.length]);
    await response.text();
  } catch (error) {
    console.error(`${error.message}; trying again`);
  }
  await setTimeout(200);
}
