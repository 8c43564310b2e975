// Starts the application and sends the CPU time of one part of that. Each runs
// in a process of its own, so that all of them run cold, as they do at the one
// start that a process has.
import 'reflect-metadata';
import {
  DiscoveryModule,
  DiscoveryService,
  MetadataScanner,
  NestFactory,
} from '@nestjs/core';
import { ExpvarModule } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';
import { rootModule } from './application.mjs';
import { atRest } from '../at-rest.mjs';

/** @typedef {{ explore(): { variables: number, providers: number } }} Explorer */

/** @type {Record<string, () => Promise<number>>} */
const phases = {
  /** The start of an application without this package. */
  bootstrap: () => timed(() => start([])),

  /**
   * Explores the application as this package does when it starts. It is put
   * off until right after the start, when what it costs can be told from what
   * the start goes on costing on the engine's other threads.
   */
  async discovery() {
    const expvar = ExpvarModule.forRoot();
    const { prototype } = /** @type {{ prototype: Explorer }} */ (
      (expvar.providers ?? []).find(
        (provider) => 'name' in provider && provider.name === 'ExpvarExplorer',
      )
    );
    const { explore } = prototype;
    /** @type {Explorer | undefined} */
    let explorer;
    prototype.explore = function () {
      explorer = this;
      return { variables: 0, providers: 0 };
    };
    await start([expvar]);
    return timed(() => explorer && explore.call(explorer));
  },

  /** Walks the methods as other explorers do, such as that of @nestjs/schedule. */
  async walk() {
    const app = await start([DiscoveryModule]);
    return timed(() => walk(app.get(DiscoveryService).getProviders()));
  },
};

/** @param {import('@nestjs/core/injector/instance-wrapper.js').InstanceWrapper[]} wrappers */
function walk(wrappers) {
  const scanner = new MetadataScanner();
  const found = [];
  for (const { instance } of wrappers) {
    const prototype = instance && Object.getPrototypeOf(instance);
    for (const name of scanner.getAllMethodNames(prototype)) {
      const metadata = Reflect.getMetadata('SCHEDULER_TYPE', instance[name]);
      if (metadata !== undefined) {
        found.push(metadata);
      }
    }
  }
  return found;
}

/** @param {Parameters<typeof rootModule>[0]} imports */
function start(imports) {
  return NestFactory.createApplicationContext(rootModule(imports), {
    logger: false,
  });
}

/** @param {() => unknown} action */
async function timed(action) {
  await atRest();
  const start = cpuMicroseconds();
  const result = action();
  if (result instanceof Promise) {
    await result;
  }
  return cpuMicroseconds() - start;
}

process.send?.(await phases[process.argv[2] ?? '']?.());
