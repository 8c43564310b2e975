import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import type { NestModuleRef, NestWrapper } from './nest-types.js';
import { requestScopeChain } from './request-scope-chain.js';

/** The lists of a module that hold objects with members to publish. */
export const COLLECTIONS = [
  'providers',
  'controllers',
  'injectables',
  'middlewares',
] as const;

export type Collection = (typeof COLLECTIONS)[number];

/** The token under which Nest registers `{ provide: APP_GUARD, … }` and the like. */
const APP_ENHANCER = /^APP_(?:GUARD|INTERCEPTOR|PIPE|FILTER)\b/;

/**
 * True for guards, interceptors, pipes, filters and middleware, of which Nest
 * creates an instance for each module that uses one.
 */
export function isEnhancer(
  collection: Collection,
  { token }: NestWrapper,
): boolean {
  return (
    collection === 'injectables' ||
    collection === 'middlewares' ||
    APP_ENHANCER.test(String(token))
  );
}

/**
 * The modules that Nest instantiates before any bootstrap hook: all but the
 * lazily loaded ones, which no module imports.
 */
export function modulesOfStart(
  container: ModulesContainer,
): ReadonlySet<NestModuleRef> {
  const [, root] = container.values(); // The first module is Nest's own.
  const modules = new Set(root === undefined ? [] : [root]);
  for (const { imports } of modules) {
    for (const imported of imports) {
      modules.add(imported);
    }
  }
  return modules;
}

/**
 * Returns the providers of a lazily loaded module that Nest has not constructed
 * yet.
 */
export function unfinishedProviders(module: NestModuleRef): NestWrapper[] {
  const unfinished = COLLECTIONS.flatMap((collection) =>
    [...module[collection].values()].filter(isUnfinished),
  );
  // Nest up to 11.1.19 has two records of an enhancer of a provider. It times
  // the construction only in the record that the provider refers to.
  const finishedEnhancers =
    unfinished.length > 0
      ? [...module.providers.values()]
          .flatMap((provider) => provider.getEnhancersMetadata() ?? [])
          .filter(({ initTime }) => initTime !== undefined)
          .map(({ token }) => token)
      : [];
  return unfinished.filter(({ token }) => !finishedEnhancers.includes(token));
}

/**
 * True for a provider that Nest constructs when it loads the module and whose
 * construction it has not timed. Values, aliases and ModuleRef exist from the
 * start; transient and request-scoped providers are constructed later.
 */
function isUnfinished(wrapper: NestWrapper): boolean {
  return (
    wrapper.initTime === undefined &&
    Boolean(wrapper.metatype) &&
    wrapper.token !== ModuleRef &&
    !wrapper.isAlias &&
    !wrapper.isTransient &&
    requestScopeChain(wrapper, new Set()) === undefined
  );
}

/**
 * Returns the object that Nest shares between requests, or undefined without
 * one.
 */
export function instanceOf(wrapper: NestWrapper): object | undefined {
  try {
    const instance: unknown = wrapper.instance;
    return isObjectOrFunction(instance) ? instance : undefined;
  } catch {
    return undefined; // Nest 10 overflows the stack after a failed construction.
  }
}

function isObjectOrFunction(value: unknown): value is object {
  return (
    (typeof value === 'object' && value !== null) || typeof value === 'function'
  );
}
