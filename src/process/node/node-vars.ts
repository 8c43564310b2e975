import { performance } from 'node:perf_hooks';
import { messages } from '../../expvar.messages.js';
import type { ExpvarRegistry } from '../../registry/expvar.registry.js';
import type { VarMeta } from '../../vars/var-meta.js';
import type { Var } from '../../vars/var.js';
import { FuncVar } from '../../vars/func-var.js';
import { NextIterationVar } from '../next-iteration-var.js';
import { NODE_GROUPS, type NodeGroupName } from './node-groups.js';
import type { NodeCollectors } from './node-collectors.js';

const MAP = 'node';
const SOURCE = 'nestjs-expvar';

/**
 * Publishes the map `node`: what only Node has to tell of a process.
 *
 * @param names the groups to publish, of those that are observed
 * @throws Error when something else has the name
 */
export function publishNodeVars(
  registry: ExpvarRegistry,
  groups: NodeCollectors,
  names: readonly NodeGroupName[],
): void {
  const publish = (key: string, variable: Var, meta: VarMeta) => {
    try {
      registry.publishInMap(MAP, key, variable, { ...meta, source: SOURCE });
    } catch (error) {
      throw new Error(messages.nodeTaken((error as Error).message), {
        cause: error,
      });
    }
  };
  publish('startTime', new FuncVar(startTime), {
    description: 'When the process started, in seconds since the Unix epoch',
    kind: 'gauge',
    unit: 's',
  });
  publish('uptime', new FuncVar(() => process.uptime()), {
    description: 'Seconds since the process started',
    kind: 'gauge',
    unit: 's',
  });
  for (const name of names) {
    const { description } = NODE_GROUPS[name];
    publish(name, new NextIterationVar(() => groups.read(name)), {
      description,
    });
  }
}

function startTime(): number {
  return Math.round(performance.timeOrigin) / 1000;
}
