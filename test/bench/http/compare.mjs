import { median, shuffled } from '../measure.mjs';
import { check } from './check.mjs';
import { openLoad } from './load.mjs';

/** What the engine takes to compile all that it ever will, whichever is less. */
const WARM_UP_REQUESTS = 8000;
const WARM_UP_CPU_SECONDS = 2;
const ROUNDS = 10;
const ROUND_MS = 100;

/**
 * Measures servers under load against each other, in shuffled rounds, and ends
 * them.
 *
 * @param starting by name, servers that are starting
 * @returns by name the medians of `cpu` in microseconds per request, and of
 * `throughput` in requests per second
 */
export async function compare(starting) {
  const cases = await Promise.all(
    Object.entries(starting).map(async ([name, starting]) => {
      const server = await starting;
      await check(server);
      return { name, server, load: await openLoad(server.url), rounds: [] };
    }),
  );
  for (const each of cases) {
    await warmUp(each);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of shuffled(cases)) {
      each.rounds.push(await measureRound(each));
    }
  }
  for (const { load, server } of cases) {
    load.close();
    await server.stop();
  }
  return Object.fromEntries(
    cases.map(({ name, rounds }) => [
      name,
      {
        cpu: median(rounds.map(({ cpu }) => cpu)),
        throughput: median(rounds.map(({ throughput }) => throughput)),
      },
    ]),
  );
}

async function warmUp({ server, load }) {
  const end = (await server.cpu()) + WARM_UP_CPU_SECONDS * 1e6;
  let answered = 0;
  while (answered < WARM_UP_REQUESTS && (await server.cpu()) < end) {
    const { requests } = await load.run(ROUND_MS);
    answered += requests;
  }
}

async function measureRound({ server, load }) {
  const before = await server.cpu();
  const { requests, seconds } = await load.run(ROUND_MS);
  const after = await server.cpu();
  return { cpu: (after - before) / requests, throughput: requests / seconds };
}
