import { report } from '../measure.mjs';
import { compareServers } from './compare-servers.mjs';
import { startNode } from './processes.mjs';

const COUNT = 280;

const { ours, prometheus, bare } = await compareServers({
  ours: startNode('nest-expvar.mjs', COUNT, 'fastify'),
  prometheus: startNode('nest-prometheus.mjs', COUNT, 'fastify'),
  bare: startNode('bare-fastify.mjs', COUNT),
});
report({
  'Nest with Fastify, 280 variables / nestjs-prometheus, 280 counters': {
    ours: ours.cpu,
    peer: prometheus.cpu,
  },
  'Nest with Fastify, 280 variables / bare Fastify that renders and sends the same':
    {
      ours: ours.cpu,
      peer: bare.cpu,
    },
});
