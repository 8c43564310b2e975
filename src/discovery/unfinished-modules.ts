import { performance } from 'node:perf_hooks';
import type { Logger } from '@nestjs/common';
import { describeClass } from './class-name.js';
import { describeProvider } from './describe-token.js';
import type { NestModuleRef, NestWrapper } from './nest-types.js';

/** A lazy module that takes longer to load is logged, in ms. */
const PATIENCE_MS = 10_000;

/** Logs modules whose variables wait for Nest to construct all providers. */
export class UnfinishedModules {
  /**
   * The time when a module was first found unfinished, or Infinity after it is
   * logged.
   */
  private readonly foundAt = new WeakMap<NestModuleRef, number>();

  constructor(private readonly logger: Logger) {}

  /** Logs a module that stays unfinished, with the providers it waits for. */
  warnOnce(module: NestModuleRef, missing: readonly NestWrapper[]): void {
    const now = performance.now();
    const foundAt = this.foundAt.get(module) ?? now;
    const isOverdue = now - foundAt >= PATIENCE_MS;
    this.foundAt.set(module, isOverdue ? Infinity : foundAt);
    if (isOverdue) {
      const names = missing.map(describeProvider);
      this.logger.warn(
        `the variables of ${describeClass([module.metatype])} are not published, because Nest has not constructed ${names.join(', ')}; they are published once it has`,
      );
    }
  }
}
