import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const ADAPTERS = { express: ExpressAdapter, fastify: FastifyAdapter };

/** Starts a Nest application that has one module and no logger. */
export async function startNest(platform, module) {
  const app = await NestFactory.create(
    rootModule(module),
    new ADAPTERS[platform](),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

export function rootModule(imported) {
  class AppModule {}
  Module({ imports: [imported] })(AppModule);
  return AppModule;
}
