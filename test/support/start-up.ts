import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onTestFinished } from 'vitest';
import { adapterOf, type Platform } from './platforms.js';

type Root = Parameters<typeof NestFactory.create>[0];

/**
 * The message of the error with which an application does not start; fails
 * when it does.
 *
 * @param root makes the root module, in which `forRoot` may already throw
 */
export async function startUpError(
  platform: Platform,
  root: () => Root,
): Promise<string> {
  let app: INestApplication | undefined;
  onTestFinished(() => app?.close());
  try {
    app = await NestFactory.create(root(), adapterOf(platform), {
      logger: false,
      abortOnError: false,
    });
    await app.init();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the application has started');
}
