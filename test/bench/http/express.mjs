import { report } from '../measure.mjs';
import { compareServers } from './compare-servers.mjs';
import { startNode } from './processes.mjs';

const COUNT = 280;

const { ours, prometheus } = await compareServers({
  ours: startNode('nest-expvar.mjs', COUNT, 'express'),
  prometheus: startNode('nest-prometheus.mjs', COUNT, 'express'),
});
report({
  'Nest with Express, 280 variables / nestjs-prometheus, 280 counters': {
    ours: ours.cpu,
    peer: prometheus.cpu,
  },
});
