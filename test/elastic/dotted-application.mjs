// An application whose routes and variables have dots where Elasticsearch refuses
// them in the name of a field.
import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExposeVar, ExposeVarMap, ExpvarModule } from 'nestjs-expvar';

class DottedController {
  read() {
    return 'ok';
  }
}
Reflect.decorate(
  [Get(['v1..v2/x', '.well-known/security.txt', 'v1.', ':name.json'])],
  DottedController.prototype,
  'read',
  Object.getOwnPropertyDescriptor(DottedController.prototype, 'read'),
);
Controller()(DottedController);

class DottedService {
  value = 1;
  other = 2;
}
ExposeVar({ name: '.first' })(DottedService.prototype, 'value');
ExposeVar({ name: 'last..one.' })(DottedService.prototype, 'other');
ExposeVarMap('dotted')(DottedService);
Injectable()(DottedService);

class AppModule {}
Module({
  imports: [ExpvarModule.forRoot({ http: true })],
  controllers: [DottedController],
  providers: [DottedService],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
console.log(`port ${app.getHttpServer().address().port}`);
