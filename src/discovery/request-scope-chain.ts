import { Scope } from '@nestjs/common';
import type { NestWrapper } from './nest-container.js';

/**
 * Why a provider is made anew for every request: the names from it to the
 * request-scoped dependency, both included.
 */
export function requestScopeChain(
  wrapper: NestWrapper,
  seen: Set<NestWrapper> = new Set(),
): string[] {
  seen.add(wrapper);
  const name = nameOf(wrapper);
  if (wrapper.scope === Scope.REQUEST) {
    return [name];
  }
  const culprit = dependencies(wrapper).find(
    (dependency) =>
      !seen.has(dependency) && !dependency.isDependencyTreeStatic(),
  );
  return culprit === undefined
    ? [name]
    : [name, ...requestScopeChain(culprit, seen)];
}

function dependencies(wrapper: NestWrapper): NestWrapper[] {
  return [
    ...(wrapper.getCtorMetadata() ?? []),
    ...(wrapper.getPropertiesMetadata() ?? []).map(
      (property) => property.wrapper,
    ),
    ...(wrapper.getEnhancersMetadata() ?? []),
  ].filter((dependency) => dependency !== undefined);
}

function nameOf(wrapper: NestWrapper): string {
  const name: unknown = wrapper.name;
  return typeof name === 'function' ? name.name : String(name);
}
