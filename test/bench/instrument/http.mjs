import { compare } from '../http/compare.mjs';
import { startNode } from '../http/processes.mjs';
import { report } from '../measure.mjs';

const start = (requests) => startNode('nest-hello.mjs', 0, requests);

const { ours, peer, again } = await compare({
  ours: start('counted'),
  peer: start('uncounted'),
  again: start('uncounted'),
});
report({
  'Hello World on Fastify with http: true / without': {
    ours: ours.cpu,
    peer: peer.cpu,
    again: again.cpu,
  },
});
