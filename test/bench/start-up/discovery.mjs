import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, report, shuffled } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

const ROUNDS = sized(3, 1);

const program = fileURLToPath(new URL('phase.mjs', import.meta.url));

/** @type {Record<string, number[]>} */
const samples = { bootstrap: [], discovery: [], walk: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const phase of shuffled(Object.keys(samples))) {
    samples[phase]?.push(await cpuOf(phase));
  }
}
const milliseconds = (/** @type {string} */ phase) =>
  median(samples[phase] ?? []) / 1000;
const ours = milliseconds('discovery');
report({
  'discovery / bootstrap of the same application without the module': {
    ours,
    peer: milliseconds('bootstrap'),
  },
  'discovery / MetadataScanner walk over the same providers': {
    ours,
    peer: milliseconds('walk'),
  },
});

/**
 * @param {string} phase
 * @returns {Promise<number>} in microseconds
 */
async function cpuOf(phase) {
  const child = fork(program, [phase]);
  const [[cpu]] = await Promise.all([
    once(child, 'message'),
    once(child, 'exit'),
  ]);
  return cpu;
}
