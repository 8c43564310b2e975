import { ExpvarModule, type ExpvarRegistry } from 'nestjs-expvar';

/**
 * Returns a module without `cmdline`, `memstats`, `node` and the dashboard, so
 * that tests know all bytes of the document.
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

/** Publishes the variables of {@link SAMPLE_DOCUMENT}. */
export function publishSamples(registry: ExpvarRegistry): void {
  registry.newInt('jobs').set(41);
  registry.newFloat('load').set(1e6);
}

/** The document of {@link publishSamples} and {@link bareExpvar}. */
export const SAMPLE_DOCUMENT = '{\n"jobs": 41,\n"load": 1e+06\n}\n';
