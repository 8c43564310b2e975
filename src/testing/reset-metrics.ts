import { RESET, type Resettable } from '../instrument/reset.js';
import type { MapVar } from '../vars/map-var.js';
import { instrumentedMembers } from './instrumented-members.js';

/** An `ExpvarRegistry`, as far as {@link resetMetrics} needs it. */
export type IterableRegistry = Iterable<readonly [string, object | null]>;

/**
 * Sets what `@Counted` and `@Timed` measure back to zero, so that tests which
 * share an application or a class do not see each other's calls. Calls in flight
 * stay, because they are still to end. Variables keep their values: set them
 * yourself.
 *
 * @param target the registry of an application, for all of its methods, or a
 * class, for its own and inherited ones
 * @example
 * beforeEach(() => resetMetrics(app.get(ExpvarRegistry)));
 */
export function resetMetrics(target: IterableRegistry | Function): void {
  const variables: readonly (Resettable | null)[] =
    typeof target === 'function'
      ? instrumentedMembers(target).map(
          ({ metricsOf }) => metricsOf(target).current.map,
        )
      : publishedVars(target);
  for (const variable of variables) {
    variable?.[RESET]?.();
  }
}

/** The variables of a registry, and those in its maps. */
function publishedVars(registry: IterableRegistry): (object | null)[] {
  // Modules may have been loaded since the last scrape.
  (registry as { refresh?: () => void }).refresh?.();
  const variables = Array.from(registry, ([, variable]) => variable);
  return variables.concat(
    variables.flatMap((variable) =>
      isMap(variable) ? Array.from(variable, ([, member]) => member) : [],
    ),
  );
}

function isMap(variable: object | null): variable is MapVar {
  return variable !== null && 'addFloat' in variable;
}
