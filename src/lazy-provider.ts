import type { FactoryProvider, InjectionToken } from '@nestjs/common';

/** Provides a part of the module that is loaded only if it is enabled. */
export function lazyProvider(
  load: () => Promise<{ create: (...dependencies: never[]) => object }>,
  inject: InjectionToken[],
): FactoryProvider {
  return {
    provide: Symbol('EXPVAR_LAZY'),
    useFactory: async (...dependencies: never[]) => {
      const { create } = await load();
      return create(...dependencies);
    },
    inject,
  };
}
