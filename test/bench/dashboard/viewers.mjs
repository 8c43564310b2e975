import { median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import { ChangingApplication } from './changing-process.mjs';

const VIEWERS = 8;
const ROUNDS = sized(5, 1);
/** The application sends ten deltas per second instead of one. */
const MEASURED_DELTAS = sized(40, 2);
const WARM_UP_DELTAS = sized(100, 1);
/** The budget of a further viewer, in ms/s, which is ms per delta. */
const BUDGET = 0.15;

const application = await ChangingApplication.start({ variables: 1000 });
const viewers = [await application.openStream()];
await application.deltas(WARM_UP_DELTAS);
/** @type {number[]} */
const costsWithOneViewer = [];
/** @type {number[]} */
const costsWithAllViewers = [];
// In turns, because a process gets faster as it ages.
for (let round = 0; round < ROUNDS; round++) {
  costsWithOneViewer.push(await application.costOfDelta(MEASURED_DELTAS));
  while (viewers.length < VIEWERS) {
    viewers.push(await application.openStream());
  }
  costsWithAllViewers.push(await application.costOfDelta(MEASURED_DELTAS));
  while (viewers.length > 1) {
    viewers.pop()?.destroy();
  }
}
application.stop();
report({
  'CPU time of each further viewer, 1,000 changes / 0.15 ms per second': {
    ours:
      (median(costsWithAllViewers) - median(costsWithOneViewer)) /
      (VIEWERS - 1),
    peer: BUDGET,
  },
});
process.exit();
