import {
  Query,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { LazyModuleLoader, ModulesContainer } from '@nestjs/core';
import { ExposeVar, IntVar } from 'nestjs-expvar';
import { describe, expect, test, vi } from 'vitest';
import { startContext } from '../support/contexts.js';
import { deferred } from '../support/deferred.js';
import { namedModule } from '../support/named-module.js';
import { RecordingLogger } from '../support/recording-logger.js';

/** A guard, interceptor, filter and pipe in one class. */
class Enhancer {
  canActivate() {
    return true;
  }
  intercept() {}
  catch() {}
  transform() {}
}

class Service {
  @ExposeVar('found')
  readonly found = new IntVar();
}

class GuardedMethod {
  @UseGuards(Enhancer)
  resolve() {}
}

class InterceptedMethod {
  @UseInterceptors(Enhancer)
  resolve() {}
}

class FilteredMethod {
  @UseFilters(Enhancer)
  resolve() {}
}

class PipedMethod {
  @UsePipes(Enhancer)
  resolve() {}
}

class PipedParameter {
  resolve(@Query('id', Enhancer) id: string) {
    return id;
  }
}

@UseGuards(Enhancer)
class GuardedClass {}

const enhanced = [
  GuardedMethod,
  InterceptedMethod,
  FilteredMethod,
  PipedMethod,
  PipedParameter,
  GuardedClass,
];

const FOUND = '{\n"found": 0\n}\n';
const NOTHING = '{\n\n}\n';

function featureWith(provider: Type): Type {
  return namedModule('FeatureModule', { providers: [Service, provider] });
}

async function startWithLogger(...imports: Type[]) {
  const logger = new RecordingLogger();
  const context = await startContext({ imports }, { logger });
  return {
    ...context,
    load: (module: Type) =>
      context.app.get(LazyModuleLoader).load(() => module),
    warnings: () => logger.of('ExpvarExplorer', 'warn'),
  };
}

describe.each(enhanced)('a provider %o', (provider) => {
  test('does not hide the variables of its module', async () => {
    const { document } = await startWithLogger(featureWith(provider));
    expect(await document()).toBe(FOUND);
  });

  test('does not hide the variables of its lazily loaded module', async () => {
    const { document, load } = await startWithLogger();
    await load(featureWith(provider));
    expect(await document()).toBe(FOUND);
  });
});

/**
 * Changes Nest's records of a class to those that Nest 10 has for enhancers.
 */
function removeInitTime(container: ModulesContainer, type: Type): void {
  for (const { providers, injectables } of container.values()) {
    for (const collection of [providers, injectables]) {
      const record = collection.get(type);
      if (record !== undefined) {
        Object.assign(record, { initTime: undefined });
      }
    }
  }
}

test('a provider that Nest has not timed does not hide its module at start-up', async () => {
  class Untimed {
    constructor(container: ModulesContainer) {
      // This runs after the construction of all providers and before the
      // exploration.
      this.onModuleInit = () => removeInitTime(container, Untimed);
    }
    readonly onModuleInit: () => void;
  }
  Reflect.defineMetadata('design:paramtypes', [ModulesContainer], Untimed);
  const { document } = await startWithLogger(featureWith(Untimed));
  expect(await document()).toBe(FOUND);
});

describe('a lazily loaded module that Nest does not finish', () => {
  async function loadUnfinished() {
    const context = await startWithLogger();
    const made = deferred<object>();
    const loaded = context.load(
      namedModule('ReportsModule', {
        providers: [
          Service,
          { provide: 'CONNECTION', useFactory: () => made.promise },
        ],
      }),
    );
    await context.document();
    const now = performance.now();
    const documentAfter = (seconds: number) => {
      const clock = vi.spyOn(performance, 'now');
      clock.mockReturnValue(now + seconds * 1000);
      return context.document().finally(() => clock.mockRestore());
    };
    return { ...context, made, loaded, documentAfter };
  }

  test('is named in one warning, with the provider that is missing', async () => {
    const { documentAfter, warnings, made, loaded } = await loadUnfinished();
    expect(await documentAfter(9)).toBe(NOTHING);
    expect(warnings()).toEqual([]);
    expect(await documentAfter(11)).toBe(NOTHING);
    expect(await documentAfter(300)).toBe(NOTHING);
    expect(warnings()).toEqual([
      'the variables of ReportsModule are not published, because Nest has not constructed CONNECTION; they are published once it has',
    ]);
    made.resolve({});
    await loaded;
  });

  test('is published when Nest finishes it later', async () => {
    const { document, documentAfter, made, loaded } = await loadUnfinished();
    await documentAfter(11);
    made.resolve({});
    await loaded;
    expect(await document()).toBe(FOUND);
  });
});

function refuse(): never {
  throw new Error('no connection');
}

test('an alias of a provider that failed does not break the document', async () => {
  class Broken {
    readonly connection = refuse();
  }
  const failing = namedModule('BrokenModule', {
    providers: [Broken],
    exports: [Broken],
  });
  const { document, load } = await startWithLogger();
  await expect(
    load(
      namedModule('AliasModule', {
        imports: [failing],
        providers: [{ provide: 'ALIAS', useExisting: Broken }],
      }),
    ),
  ).rejects.toThrow('no connection');
  expect(await document()).toBe(NOTHING);
});
