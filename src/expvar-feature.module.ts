import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { getVarToken } from './discovery/inject-var.decorator.js';
import { messages } from './expvar.messages.js';
import { ExpvarRegistry } from './registry/expvar.registry.js';
import type { VarMeta } from './vars/var-meta.js';
import { type CreatableType, VAR_CREATORS } from './registry/var-creators.js';
import { uniqueImport } from './unique-import.js';
import { type HistogramOptions, invalidWindow } from './vars/histogram-var.js';

/** A variable that `forFeature` declares. */
export interface FeatureVar extends Omit<VarMeta, 'source'>, HistogramOptions {
  /** The whole top-level name. */
  readonly name: string;
  readonly type: Exclude<CreatableType, 'func'>;
}

const SOURCE = 'ExpvarModule.forFeature()';

/** Published variables as providers. */
@Module({})
export class ExpvarFeatureModule {
  /**
   * @throws Error when a type is none of those, a name stands twice, or a
   * window is no number of seconds or given to what is no histogram
   */
  static withVars(variables: readonly FeatureVar[]): DynamicModule {
    const names = variables.map(({ name }) => name);
    const repeated = names.find((name, i) => names.indexOf(name) !== i);
    if (repeated !== undefined) {
      throw new Error(messages.reusedName(repeated, SOURCE, SOURCE));
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
    throw new Error(messages.badFeatureType(name, type));
  }
  if (meta.window !== undefined && type !== 'histogram') {
    throw new Error(messages.windowOfAnother(name, type));
  }
  const invalid = invalidWindow(meta.window);
  if (invalid !== undefined) {
    throw new Error(messages.badWindow(name, invalid));
  }
  return {
    provide: getVarToken(name),
    useFactory: (registry: ExpvarRegistry | undefined) => {
      if (registry === undefined) {
        throw new Error(messages.featureWithoutRegistry(names));
      }
      return registry.create(type, name, meta, SOURCE);
    },
    inject: [{ token: ExpvarRegistry, optional: true }],
  };
}
