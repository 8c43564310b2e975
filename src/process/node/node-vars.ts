import { performance } from 'node:perf_hooks';
import type { ExpvarRegistry } from '../../registry/expvar.registry.js';
import { FuncVar } from '../../vars/func-var.js';
import { gauge, type VarMeta } from '../../vars/var-meta.js';
import type { Var } from '../../vars/var.js';
import { CollectorVar } from '../collector-var.js';
import {
  NODE_GROUP_COLLECTORS,
  type NodeGroupName,
} from './node-group-collectors.js';
import type { NodeCollectors } from './node-collectors.js';

/**
 * Publishes the map `node`.
 *
 * @param names the groups to publish, which are collected
 * @throws Error when another variable has the name
 */
export function publishNodeVars(
  registry: ExpvarRegistry,
  collectors: NodeCollectors,
  names: readonly NodeGroupName[],
): void {
  const publish = (key: string, variable: Var, meta: VarMeta) => {
    try {
      registry.publishInMap('node', key, variable, {
        ...meta,
        source: 'nestjs-expvar',
      });
    } catch (error) {
      throw new Error(
        `${(error as Error).message}; or leave the module's own map "node" out with ExpvarModule.forRoot({ node: false })`,
        { cause: error },
      );
    }
  };
  publish(
    'startTime',
    new FuncVar(startTime),
    gauge('s', 'When the process started, in seconds since the Unix epoch'),
  );
  publish(
    'uptime',
    new FuncVar(() => process.uptime()),
    gauge('s', 'Seconds since the process started'),
  );
  for (const name of names) {
    publish(
      name,
      new CollectorVar(() => collectors.get(name)?.read()),
      NODE_GROUP_COLLECTORS[name].meta,
    );
  }
}

function startTime(): number {
  return Math.round(performance.timeOrigin) / 1000;
}
