import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IntVar } from 'nestjs-expvar';
import { buildGo } from '../go.mjs';
import { measure, median, report } from '../measure.mjs';
import { counters, nanoseconds, updates } from './counters.mjs';

const run = promisify(execFile);

const ROUNDS = 5;

const ours = {
  ours: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
};
const { path, remove } = await buildGo('go-updates');
const samples = { ours: [], peer: [] };
try {
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = await measure(ours);
    samples.ours.push(nanoseconds(cpu.ours));
    const { stdout } = await run(path);
    samples.peer.push(Number(stdout));
  }
} finally {
  await remove();
}
report({
  "IntVar.add(1) / Go's expvar.Int.Add(1)": {
    ours: median(samples.ours),
    peer: median(samples.peer),
  },
});
