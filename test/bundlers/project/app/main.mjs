// Starts an application and prints what it answers. This file imports the
// package; required.cjs requires it.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExposeVar, ExpvarModule, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { readVars } from 'nestjs-expvar/testing';
import required from './required.cjs';

class QuotesService {
  ticks = new IntVar();
}
Injectable()(QuotesService);
ExposeVar()(QuotesService.prototype, 'ticks');

class AppModule {}
Module({
  imports: [ExpvarModule.forRoot()],
  providers: [
    QuotesService,
    {
      provide: 'orders',
      inject: [required.ExpvarRegistry],
      useFactory: (registry) => registry.newInt('orders'),
    },
  ],
})(AppModule);

async function main() {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/debug/vars`;
  const { orders, quotes, memstats } = await (await fetch(url)).json();
  const dashboard = await fetch(`${url}/ui`);
  const [script] = /ui\/app\.\w+\.js/.exec(await dashboard.text()) ?? [];
  console.log(
    JSON.stringify({
      isOneCopy:
        ExpvarRegistry === required.ExpvarRegistry &&
        readVars === required.readVars,
      variables: Object.keys(await readVars(app.get(ExpvarRegistry))),
      orders,
      quotes,
      hasMemStats: memstats.HeapAlloc > 0,
      dashboard: dashboard.status,
      script: (await fetch(`${url}/${script}`)).status,
    }),
  );
  await app.close();
}

void main();
