import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { getVarToken } from './discovery/inject-var.decorator.js';
import { duplicateName } from './registry/registry-errors.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';
import type { VarMeta } from './vars/var-meta.js';
import { type CreatableType, VAR_CREATORS } from './registry/var-creators.js';
import { describeValue } from './support/describe-value.js';
import { uniqueImport } from './unique-import.js';
import { type HistogramOptions, invalidWindow } from './vars/histogram-var.js';

/** A variable that `forFeature` declares. */
export interface FeatureVar extends Omit<VarMeta, 'source'>, HistogramOptions {
  /** The whole top-level name. */
  readonly name: string;
  readonly type: Exclude<CreatableType, 'func'>;
}

const SOURCE = 'ExpvarModule.forFeature()';

/** Publishes variables and provides them. */
@Module({})
export class ExpvarFeatureModule {
  /**
   * @throws Error when a type is unknown, a name is there twice, or a window is
   * invalid or not that of a histogram
   */
  static withVars(variables: readonly FeatureVar[]): DynamicModule {
    const names = variables.map(({ name }) => name);
    const repeated = names.find((name, i) => names.indexOf(name) !== i);
    if (repeated !== undefined) {
      throw duplicateName(repeated, SOURCE, SOURCE);
    }
    const providers = variables.map((variable) => provider(variable, names));
    return {
      module: ExpvarFeatureModule,
      providers: [...providers, uniqueImport()],
      exports: providers,
    };
  }
}

function provider(
  { name, type, ...meta }: FeatureVar,
  names: readonly string[],
): Provider {
  if (!Object.hasOwn(VAR_CREATORS, type) || (type as string) === 'func') {
    throw invalidFeature(
      name,
      `has ${describeValue(type)} as its type; it must be 'int', 'float', 'string', 'map', 'histogram' or 'rate'`,
    );
  }
  if (meta.window !== undefined && type !== 'histogram') {
    throw invalidFeature(
      name,
      `has a window, but its type is '${type}'; only a histogram has a window, so leave it out`,
    );
  }
  const invalid = invalidWindow(meta.window);
  if (invalid !== undefined) {
    throw invalidFeature(name, `is invalid: ${invalid}`);
  }
  return {
    provide: getVarToken(name),
    useFactory: (registry: ExpvarRegistry | undefined) => {
      if (registry === undefined) {
        throw new Error(
          `expvar: ExpvarModule.forFeature() declares ${names.map((each) => JSON.stringify(each)).join(', ')}, but no ExpvarRegistry can be injected; import ExpvarModule.forRoot() in the root module, and do not set isGlobal to false`,
        );
      }
      return registry.create(type, name, meta, SOURCE);
    },
    inject: [{ token: ExpvarRegistry, optional: true }],
  };
}

function invalidFeature(name: string, problem: string): Error {
  return new Error(
    `expvar: ExpvarModule.forFeature(): ${JSON.stringify(name)} ${problem}`,
  );
}
