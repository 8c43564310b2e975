import { ExpvarModule, type ExpvarRegistry } from 'nestjs-expvar';

/**
 * A module whose page has nothing of its own, so that bytes are known, and no
 * dashboard, which has tests of its own.
 */
export function bareExpvar(
  options: Parameters<typeof ExpvarModule.forRoot>[0] = {},
) {
  return ExpvarModule.forRoot({
    cmdline: false,
    memstats: false,
    node: false,
    dashboard: false,
    ...options,
  });
}

/** Publishes what {@link PAGE} says. */
export function fillPage(registry: ExpvarRegistry): void {
  registry.newInt('jobs').set(41);
  registry.newFloat('load').set(1e6);
}

/** The document of {@link fillPage} and {@link bareExpvar}. */
export const PAGE = '{\n"jobs": 41,\n"load": 1e+06\n}\n';
