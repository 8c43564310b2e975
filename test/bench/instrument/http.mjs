import { compare } from '../http/compare.mjs';
import { startNode } from '../http/processes.mjs';
import { median, report } from '../measure.mjs';

/** Processes of one program differ more than what is looked for. */
const PROCESSES = 3;

const KINDS = { ours: 'counted', peer: 'uncounted', again: 'uncounted' };

const starting = Object.entries(KINDS).flatMap(([kind, requests]) =>
  Array.from({ length: PROCESSES }, (_, i) => [
    `${kind}${i}`,
    startNode('nest-hello.mjs', 0, requests),
  ]),
);
const servers = await compare(Object.fromEntries(starting));

function cpuOf(kind) {
  return median(
    Array.from({ length: PROCESSES }, (_, i) => servers[`${kind}${i}`].cpu),
  );
}

report({
  'Hello World on Fastify with http: true / without': {
    ours: cpuOf('ours'),
    peer: cpuOf('peer'),
    again: cpuOf('again'),
  },
});
