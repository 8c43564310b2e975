import { report } from '../measure.mjs';
import { compare } from './compare.mjs';
import { startNode } from './processes.mjs';

const COUNT = 280;

// More rounds than elsewhere: wall time feels all else that the machine does.
const { ours, bare } = await compare(
  {
    ours: startNode('own-port.mjs', COUNT),
    bare: startNode('bare-http.mjs', COUNT),
  },
  { rounds: 40 },
);
report({
  'own port, 280 variables / bare node:http that renders and sends it': {
    ours: ours.throughput,
    peer: bare.throughput,
  },
});
