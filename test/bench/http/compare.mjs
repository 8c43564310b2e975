import { shuffled } from '../measure.mjs';
import { check } from './check.mjs';
import { openLoad } from './load.mjs';

/** What the engine takes to compile all that it will, whichever comes first. */
const WARM_UP_REQUESTS = 12_000;
const WARM_UP_CPU_SECONDS = 3;
/** Short ones, so that whatever slows the machine down slows all of them down. */
const ROUND_MS = 50;

/**
 * Measures servers under load against each other, in shuffled rounds, and ends
 * them.
 *
 * @param starting by name, servers that are starting
 * @returns by name the `cpu` of a request in microseconds, and the `throughput`
 * in requests per second. They are those of all rounds together: a median of
 * rounds would leave most of the garbage collection out, and be one of two
 * figures on a machine that has two speeds.
 */
export async function compare(starting, { rounds = 16 } = {}) {
  const cases = await Promise.all(
    Object.entries(starting).map(async ([name, starting]) => {
      const server = await starting;
      await check(server);
      const load = await openLoad(server.url);
      return { name, server, load, cpu: 0, requests: 0, seconds: 0 };
    }),
  );
  await Promise.all(cases.map(warmUp));
  for (let round = 0; round < rounds; round++) {
    for (const each of shuffled(cases)) {
      await measureRound(each);
    }
  }
  for (const { load, server } of cases) {
    load.close();
    await server.stop();
  }
  return Object.fromEntries(
    cases.map(({ name, cpu, requests, seconds }) => [
      name,
      { cpu: cpu / requests, throughput: requests / seconds },
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

async function measureRound(each) {
  const { server, load } = each;
  const before = await server.cpu();
  const { requests, seconds } = await load.run(ROUND_MS);
  each.cpu += (await server.cpu()) - before;
  each.requests += requests;
  each.seconds += seconds;
}
