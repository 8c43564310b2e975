import { CostLimitedCache } from '../cost-limited-cache.js';

/** What keeps the event loop alive: handles, requests and timers, by type. */
export class Resources {
  // With thousands of timers or sockets it takes milliseconds.
  private readonly counted = new CostLimitedCache(() => count());

  read() {
    return this.counted.value;
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
