import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarRegistry, type IntVar } from 'nestjs-expvar';
import { expect, onTestFinished, test } from 'vitest';

test('ExpvarRegistry can be a provider by itself, as in a unit test', async () => {
  @Injectable()
  class JobsService {
    readonly jobs: IntVar;

    constructor(registry: ExpvarRegistry) {
      this.jobs = registry.newInt('jobs');
    }
  }
  @Module({ providers: [JobsService, ExpvarRegistry] })
  class JobsModule {}

  const app = await NestFactory.createApplicationContext(JobsModule, {
    logger: false,
    abortOnError: false,
  });
  onTestFinished(() => app.close());
  app.get(JobsService).jobs.add(2);
  const document = await app.get(ExpvarRegistry).render();
  expect(document.toString()).toBe('{\n"jobs": 2\n}\n');
});
