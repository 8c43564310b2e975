import { gauge, type MembersMeta, type VarMeta } from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';
import type { ProcessReadings } from '../process-readings.js';
import { SystemReading } from '../system-reading.js';

/** Counts what keeps the event loop alive: handles, requests and timers. */
export class ResourceCollector implements Collector {
  static readonly meta: VarMeta = {
    description:
      'Handles, requests and timers that keep the event loop alive; up to a second old, and up to a minute when there are thousands',
    members: {
      total: gauge(
        '{resource}',
        'Resources of all types',
        'nodejs_active_resources_total',
      ),
      byType: {
        description: 'Resources by type; a type without any is absent',
        label: 'type',
        each: gauge(
          '{resource}',
          'Resources of the type',
          'nodejs_active_resources',
        ),
      },
    } satisfies MembersMeta<ReturnType<typeof count>>,
  };

  /** Counting takes milliseconds with thousands of timers or sockets. */
  private readonly counted: SystemReading<ReturnType<typeof count>>;

  constructor({ log }: Pick<ProcessReadings, 'log'>) {
    this.counted = new SystemReading(
      'active resources',
      () => count(),
      log,
      true,
    );
  }

  read() {
    return this.counted.current ?? {};
  }
}

function count() {
  const resources = process.getActiveResourcesInfo();
  const byType: Record<string, number> = {};
  for (const type of resources) {
    byType[type] = (byType[type] ?? 0) + 1;
  }
  return { total: resources.length, byType };
}
