import { report } from '../measure.mjs';
import { compareServers } from './compare-servers.mjs';
import { startNode } from './processes.mjs';

const COUNT = 280;

/**
 * @param {string} program
 * @param {'express' | 'fastify'} platform
 */
const start = (program, platform) =>
  startNode(program, COUNT, platform, 'default');
const { oursOnFastify, oursOnExpress, fastify, express } = await compareServers(
  {
    oursOnFastify: start('nest-expvar.mjs', 'fastify'),
    oursOnExpress: start('nest-expvar.mjs', 'express'),
    fastify: start('nest-prometheus.mjs', 'fastify'),
    express: start('nest-prometheus.mjs', 'express'),
  },
);
report({
  'Nest with Fastify, defaults and 280 variables / nestjs-prometheus, the same':
    {
      ours: oursOnFastify.cpu,
      peer: fastify.cpu,
    },
  'Nest with Express, defaults and 280 variables / nestjs-prometheus, the same':
    {
      ours: oursOnExpress.cpu,
      peer: express.cpu,
    },
});
