import type {
  INestApplicationContext,
  NestApplicationOptions,
  ModuleMetadata,
  Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarRegistry } from 'nestjs-expvar';
import { onTestFinished } from 'vitest';
import { bareExpvar } from './bare-document.js';
import { moduleOf } from './platforms.js';

type Options = Pick<NestApplicationOptions, 'logger' | 'instrument'>;

export interface Context {
  readonly app: INestApplicationContext;
  readonly registry: ExpvarRegistry;
  /** Scrapes. */
  document(): Promise<string>;
}

/**
 * Starts an application without HTTP that publishes nothing itself, and closes
 * it when the test is over.
 *
 * @param metadata the metadata of its root module
 */
export async function startContext(
  metadata: ModuleMetadata,
  options: Options = {},
): Promise<Context> {
  const app = await NestFactory.createApplicationContext(exposing(metadata), {
    logger: false,
    abortOnError: false,
    ...options,
  });
  onTestFinished(() => app.close());
  const registry = app.get(ExpvarRegistry);
  return {
    app,
    registry,
    document: async () => (await registry.render()).toString(),
  };
}

/** The document of an application that is started for it. */
export async function documentWith(metadata: ModuleMetadata): Promise<string> {
  return (await startContext(metadata)).document();
}

/**
 * The message of the error with which an application does not start; fails
 * when it does.
 */
export async function contextError(metadata: ModuleMetadata): Promise<string> {
  return startContext(metadata).then(
    () => {
      throw new Error('the application has started');
    },
    (error: Error) => error.message,
  );
}

function exposing({ imports = [], ...metadata }: ModuleMetadata): Type {
  return moduleOf({ ...metadata, imports: [bareExpvar(), ...imports] });
}
