import type { FactoryProvider, InjectionToken } from '@nestjs/common';

/** A part of the module that is loaded only where it is wanted. */
export function lazyProvider<Dependencies extends unknown[]>(
  load: () => Promise<{ create: (...dependencies: Dependencies) => object }>,
  inject: InjectionToken[],
): FactoryProvider {
  return {
    provide: Symbol('EXPVAR_LAZY'),
    useFactory: async (...dependencies: Dependencies) => {
      const { create } = await load();
      return create(...dependencies);
    },
    inject,
  };
}
