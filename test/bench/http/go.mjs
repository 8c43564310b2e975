import { buildGo } from '../go.mjs';
import { report } from '../measure.mjs';
import { compare } from './compare.mjs';
import { startGo, startNode } from './processes.mjs';

const MANY = 10_000;
const MOST = 28_000;

const { path, remove } = await buildGo('go-handler');
try {
  const { oursMany, oursMost, goMany, goMost, goNone } = await compare({
    oursMany: startNode('nest-expvar.mjs', MANY, 'fastify'),
    oursMost: startNode('nest-expvar.mjs', MOST, 'fastify'),
    goMany: startGo(path, MANY),
    goMost: startGo(path, MOST),
    goNone: startGo(path, 0),
  });
  // Go's handler has cmdline and memstats always, and ours has them switched
  // off here. What they cost Go is subtracted, and with it what a request costs
  // beside the document: that is in Go's favour.
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
