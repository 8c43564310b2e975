import { formatPath } from '../support/log-text.js';

/** An `ExpvarRegistry`, as far as {@link readVars} needs it. */
export interface ReadableRegistry {
  render(): Promise<{ toString(): string }>;
  failures(): readonly {
    readonly path: readonly string[];
    readonly reason: string;
  }[];
}

/**
 * Returns the values of all variables by name, as the document has them.
 *
 * @param registry a `new ExpvarRegistry()`, or that of an application:
 * `app.get(ExpvarRegistry)`
 * @throws Error when variables fail; the message names each and says why. The
 * document itself leaves them out, or has `null` instead
 * @example
 * const registry = new ExpvarRegistry();
 * const jobs = new JobsService(registry);
 * jobs.enqueue(job);
 * expect(await readVars(registry)).toEqual({ jobs: { queued: 1 } });
 */
export async function readVars(
  registry: ReadableRegistry,
): Promise<Record<string, unknown>> {
  const earlier = new Set(registry.failures());
  const document = await registry.render();
  const failures = registry
    .failures()
    .filter((failure) => !earlier.has(failure));
  if (failures.length > 0) {
    const reasons = failures.map(
      ({ path, reason }) => `variable ${formatPath(path)} failed: ${reason}`,
    );
    throw new Error(reasons.join('\n'));
  }
  return JSON.parse(document.toString()) as Record<string, unknown>;
}
