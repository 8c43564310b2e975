import { report } from '../measure.mjs';
import { compare } from './compare.mjs';
import { startNode } from './processes.mjs';

const COUNT = 280;

const { ours, prometheus } = await compare({
  ours: startNode('nest-expvar.mjs', COUNT, 'express'),
  prometheus: startNode('nest-prometheus.mjs', COUNT, 'express'),
});
report({
  'Nest with Express, 280 variables / nestjs-prometheus, 280 counters': {
    ours: ours.cpu,
    peer: prometheus.cpu,
  },
});
