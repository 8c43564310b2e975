// One of many processes: an application without HTTP of its own, and the debug
// server on a free port. It takes the orders that the environment names.
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExposeVar, ExpvarModule, IntVar } from 'nestjs-expvar';

const { ORDERS, DEBUG_TOKEN = '' } = process.env;

class OrdersService {
  placed = new IntVar();

  onModuleInit() {
    this.placed.add(Number(ORDERS));
  }
}
ExposeVar({ kind: 'counter', unit: '{order}' })(
  OrdersService.prototype,
  'placed',
);
Injectable()(OrdersService);

class AppModule {}
Module({
  imports: [
    ExpvarModule.forRoot({
      access: { token: DEBUG_TOKEN },
      server: { port: 0 },
    }),
  ],
  providers: [OrdersService],
})(AppModule);

// Its log names the address.
await NestFactory.createApplicationContext(AppModule);
// The debug server alone does not keep a process alive.
setInterval(() => {}, 60_000);
