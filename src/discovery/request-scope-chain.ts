import { Scope } from '@nestjs/common';
import { describeProvider } from './describe-token.js';
import type { NestWrapper } from './nest-types.js';

const NONE: readonly NestWrapper[] = [];

/**
 * Returns the names from a provider to the request-scoped dependency that makes
 * Nest create it for every request. Returns undefined if no such dependency is
 * known. That can change while Nest loads the provider: this function caches
 * nothing, so it is safe to call then, unlike Nest's
 * `isDependencyTreeStatic()`.
 *
 * @param seen providers that are known not to be request-scoped; calls that
 *   share the set visit each dependency once
 */
export function requestScopeChain(
  wrapper: NestWrapper,
  seen: Set<NestWrapper>,
): string[] | undefined {
  if (seen.has(wrapper)) {
    return undefined;
  }
  seen.add(wrapper);
  if (wrapper.scope === Scope.REQUEST) {
    return [describeProvider(wrapper)];
  }
  for (const dependency of dependenciesOf(wrapper)) {
    const chain = requestScopeChain(dependency, seen);
    if (chain !== undefined) {
      // Some versions of Nest resolve aliases before they record a dependency.
      return wrapper.isAlias ? chain : [describeProvider(wrapper), ...chain];
    }
  }
  return undefined;
}

function dependenciesOf(wrapper: NestWrapper): readonly NestWrapper[] {
  const parameters = wrapper.getCtorMetadata();
  const properties = wrapper.getPropertiesMetadata();
  const enhancers = wrapper.getEnhancersMetadata();
  if (!parameters && !properties && !enhancers) {
    return NONE;
  }
  return [
    ...(parameters ?? []),
    ...(properties ?? []).map((property) => property.wrapper),
    ...(enhancers ?? []),
  ].filter((dependency) => dependency !== undefined);
}
