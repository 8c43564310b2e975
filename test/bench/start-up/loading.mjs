// Measures what an application pays to load the package after Nest, beside
// nestjs-prometheus, which loads prom-client.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, report, shuffled } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

const ROUNDS = sized(5, 1);

const MODULES = {
  ours: ['nestjs-expvar'],
  withDashboard: ['nestjs-expvar', pathOf('../../../dist/dashboard.cjs')],
  peer: ['@willsoto/nestjs-prometheus'],
};

const esm = await measureLoading(pathOf('load.mjs'));
const commonJs = await measureLoading(pathOf('load.cjs'));
report({
  'import after Nest in an ESM application / nestjs-prometheus': {
    ours: esm.ours,
    peer: esm.peer,
  },
  'import after Nest in an ESM application, with the dashboard / nestjs-prometheus':
    { ours: esm.withDashboard, peer: esm.peer },
  'require after Nest in a CommonJS application / nestjs-prometheus': {
    ours: commonJs.ours,
    peer: commonJs.peer,
  },
  'require after Nest in a CommonJS application, with the dashboard / nestjs-prometheus':
    { ours: commonJs.withDashboard, peer: commonJs.peer },
});

/**
 * Measures each set of modules in fresh processes, in shuffled rounds.
 *
 * @param {string} program
 * @returns the median CPU times in milliseconds
 */
async function measureLoading(program) {
  /** @type {Record<keyof typeof MODULES, number[]>} */
  const samples = { ours: [], withDashboard: [], peer: [] };
  const names = /** @type {(keyof typeof MODULES)[]} */ (Object.keys(MODULES));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of shuffled(names)) {
      samples[name].push(await measureOnce(program, MODULES[name]));
    }
  }
  return {
    ours: median(samples.ours),
    withDashboard: median(samples.withDashboard),
    peer: median(samples.peer),
  };
}

/**
 * @param {string} program
 * @param {readonly string[]} specifiers
 * @returns {Promise<number>} in milliseconds
 */
async function measureOnce(program, specifiers) {
  const child = fork(program, specifiers);
  const [[cpuMicroseconds]] = await Promise.all([
    once(child, 'message'),
    once(child, 'exit'),
  ]);
  return cpuMicroseconds / 1000;
}

/** @param {string} file */
function pathOf(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
