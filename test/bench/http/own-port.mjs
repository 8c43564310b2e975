import { report } from '../measure.mjs';
import { compareServers } from './compare-servers.mjs';
import { startNode } from './processes.mjs';

const COUNT = 280;

// More rounds than elsewhere, because other processes lengthen wall time.
const { ours, bare } = await compareServers(
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
