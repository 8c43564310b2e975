import { compare } from '../http/compare.mjs';
import { startNode } from '../http/processes.mjs';
import { report, shuffled } from '../measure.mjs';

/**
 * Processes of one program differ by more than what is looked for: some take a
 * quarter longer all their life. So the best of several stands for each kind.
 */
const PROCESSES = 4;

const KINDS = { ours: 'counted', peer: 'uncounted', again: 'uncounted' };

// In random order, because those that start first stay slower.
const starting = shuffled(
  Object.entries(KINDS).flatMap(([kind, requests]) =>
    Array.from({ length: PROCESSES }, (_, i) => [`${kind}${i}`, requests]),
  ),
).map(([name, requests]) => [name, startNode('nest-hello.mjs', 0, requests)]);
const servers = await compare(Object.fromEntries(starting));

function cpuOf(kind) {
  return Math.min(
    ...Array.from({ length: PROCESSES }, (_, i) => servers[`${kind}${i}`].cpu),
  );
}

report({
  'Hello World on Fastify with http: true / without': {
    ours: cpuOf('ours'),
    peer: cpuOf('peer'),
    again: cpuOf('again'),
  },
});
