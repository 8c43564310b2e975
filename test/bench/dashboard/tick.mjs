import { setTimeout } from 'node:timers/promises';
import { median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import { ChangingApplication } from './changing-process.mjs';

const WARM_UP_DELTAS = sized(100, 1);
const ROUNDS = sized(3, 1);
const DELTAS = sized(20, 2);
/** The budget of a sample, in ms. */
const BUDGET = 2;
/** A block that opening the page may add, in ms. */
const MAX_BLOCK_MS = 10;
/** The time in which blocks are watched, in ms. */
const WATCHED_MS = sized(3000, 200);

const flat = await costOfSample({ variables: 10_000 });
const map = await costOfSample({ maps: 1, keys: 20_000 });
const blocks = await blocksOfOpening();
report({
  'a sample of 10,000 variables, 1,000 changes / 2 ms': {
    ours: flat,
    peer: BUDGET,
  },
  'a sample of a map of 20,000 keys, 1,000 changes / 2 ms': {
    ours: map,
    peer: BUDGET,
  },
  'longest block while a page opens on 300,000 keys / without a page, or 10 ms':
    blocks,
});
process.exit();

/** @param {Parameters<typeof ChangingApplication.start>[0]} sizes */
async function costOfSample(sizes) {
  const application = await ChangingApplication.start(sizes);
  await application.openStream();
  await application.deltas(WARM_UP_DELTAS);
  /** @type {number[]} */
  const costs = [];
  for (let round = 0; round < ROUNDS; round++) {
    costs.push(await application.costOfDelta(DELTAS));
  }
  application.stop();
  return median(costs);
}

async function blocksOfOpening() {
  const application = await ChangingApplication.start({
    maps: 30,
    keys: 10_000,
  });
  const withoutPage = await application.longestBlock(() =>
    setTimeout(WATCHED_MS),
  );
  const withPage = await application.longestBlock(async () => {
    await application.openStream();
    await setTimeout(WATCHED_MS);
  });
  application.stop();
  return { ours: withPage, peer: Math.max(MAX_BLOCK_MS, withoutPage) };
}
