import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/**
 * @typedef {import('@nestjs/common').Type
 *   | import('@nestjs/common').DynamicModule} NestModule
 */

/**
 * Starts a Nest application that has one module and no logger.
 *
 * @param {string | undefined} platform
 * @param {NestModule} module
 */
export async function startNest(platform, module) {
  const Adapter = platform === 'express' ? ExpressAdapter : FastifyAdapter;
  const app = await NestFactory.create(rootModule(module), new Adapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl() };
}

/** @param {NestModule} imported */
export function rootModule(imported) {
  class AppModule {}
  Module({ imports: [imported] })(AppModule);
  return AppModule;
}
