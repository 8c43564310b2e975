import { Scope } from '@nestjs/common';
import { describeProvider } from './describe-token.js';
import type { NestWrapper } from './nest-types.js';

const NONE: readonly NestWrapper[] = [];

/**
 * Why a provider is made anew for every request: the names from it to the
 * request-scoped dependency, both included. Undefined where none is known, which
 * while Nest is loading the provider may change; unlike Nest's own
 * `isDependencyTreeStatic()` this remembers nothing, so it may be asked then.
 *
 * @param seen those that have been asked about already, to no avail: with one
 * set for many calls no dependency is looked at twice
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
      return [describeProvider(wrapper), ...chain];
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
