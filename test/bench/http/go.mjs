import { buildGo } from '../go.mjs';
import { report } from '../measure.mjs';
import { compareServers } from './compare-servers.mjs';
import { startGo, startNode } from './processes.mjs';

const MANY = 10_000;
const MOST = 28_000;

const { path, remove } = await buildGo('go-handler');
try {
  const { oursMany, oursMost, goMany, goMost, goNone } = await compareServers({
    oursMany: startNode('nest-expvar.mjs', MANY, 'fastify'),
    oursMost: startNode('nest-expvar.mjs', MOST, 'fastify'),
    goMany: startGo(path, MANY),
    goMost: startGo(path, MOST),
    goNone: startGo(path, 0),
  });
  // Go's handler always writes cmdline and memstats, which are switched off in
  // ours. Their cost is subtracted, and with it what a request costs apart from
  // the document, which favours Go.
  report({
    '10,000 variables, Nest with Fastify / expvar of Go': {
      ours: oursMany.cpu,
      peer: goMany.cpu - goNone.cpu,
    },
    '28,000 variables, Nest with Fastify / expvar of Go': {
      ours: oursMost.cpu,
      peer: goMost.cpu - goNone.cpu,
    },
  });
} finally {
  await remove();
}
