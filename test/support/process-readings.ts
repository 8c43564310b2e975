import { ProcessReadings } from '../../src/process/process-readings.js';
import { RateLimitedLogger } from '../../src/support/rate-limited-logger.js';

/** New readings of this process, and the lines that they log. */
export function newReadings() {
  const lines: string[] = [];
  const log = new RateLimitedLogger((line) => lines.push(line));
  return { readings: new ProcessReadings(log), lines };
}
