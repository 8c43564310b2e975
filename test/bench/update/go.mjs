import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IntVar } from 'nestjs-expvar';
import { buildGo } from '../go.mjs';
import { measure, median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import {
  assertUpdated,
  counters,
  nanoseconds,
  sumOf,
  updates,
} from './counters.mjs';

const run = promisify(execFile);

const ROUNDS = sized(5, 1);

const ints = counters(() => new IntVar());
const cases = { ours: updates(ints, 'v.add(1)') };
const { path, remove } = await buildGo('go-updates');
/** @type {{ ours: number[], peer: number[] }} */
const samples = { ours: [], peer: [] };
try {
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = await measure(cases);
    samples.ours.push(nanoseconds(cpu.ours));
    const { stdout } = await run(path);
    samples.peer.push(Number(stdout));
  }
} finally {
  await remove();
}
assertUpdated(cases.ours, sumOf(ints));
report({
  "IntVar.add(1) / Go's expvar.Int.Add(1)": {
    ours: median(samples.ours),
    peer: median(samples.peer),
  },
});
