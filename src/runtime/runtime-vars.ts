import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { EXPVAR_OPTIONS, type ResolvedOptions } from '../expvar.options.js';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { FuncVar } from '../vars/func-var.js';
import { gcLedger } from './gc-ledger.js';
import { MemStatsVar } from './memstats-var.js';

/** Publishes what Go's expvar publishes of itself: cmdline and memstats. */
@Injectable()
export class RuntimeVars implements OnModuleInit, OnApplicationShutdown {
  private holdsLedger = false;

  constructor(
    private readonly registry: ExpvarRegistry,
    @Inject(EXPVAR_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  onModuleInit(): void {
    const { cmdline, memstats } = this.options;
    if (cmdline !== undefined) {
      this.registry.publishReserved('cmdline', new FuncVar(() => cmdline));
    }
    if (memstats) {
      this.registry.publishReserved('memstats', new MemStatsVar(gcLedger));
    }
  }

  /** Begins to count garbage collections, until the application shuts down. */
  observe(): void {
    if (this.options.memstats) {
      this.holdsLedger = true;
      gcLedger.hold();
    }
  }

  onApplicationShutdown(): void {
    if (this.holdsLedger) {
      this.holdsLedger = false;
      gcLedger.letGo();
    }
  }
}
