import 'reflect-metadata';
import { runInThisContext } from 'node:vm';
import { Injectable, Module } from '@nestjs/common';
import { ExposeVar } from 'nestjs-expvar';

const PROVIDERS = 1_000;
const METHODS = 20;
/** One class in so many exposes one of its members. */
const EXPOSING = 10;

const body = [
  'constructor(near, far) { this.near = near; this.far = far; }',
  ...Array.from({ length: METHODS }, (_, i) => `method${i}() { return ${i}; }`),
].join(' ');

/** @type {import('@nestjs/common').Type[]} */
const providers = [];
for (let i = 0; i < PROVIDERS; i++) {
  // From text: classes that one expression makes would share its compiled code,
  // which no two classes of an application do.
  const type = runInThisContext(`(class Feature${i}Service { ${body} })`);
  // Each injects two of those before it, which gives ten layers.
  const injected =
    i === 0 ? [] : [providers[i >> 1], providers[Math.floor(i / 3)]];
  Reflect.defineMetadata('design:paramtypes', injected, type);
  Injectable()(type);
  if (i % EXPOSING === 0) {
    const { prototype } = type;
    const descriptor = Object.getOwnPropertyDescriptor(prototype, 'method0');
    ExposeVar()(prototype, 'method0', descriptor);
  }
  providers.push(type);
}

/**
 * The root of an application that has all the providers in one module.
 *
 * @param {NonNullable<import('@nestjs/common').ModuleMetadata['imports']>} imports
 */
export function rootModule(imports) {
  class AppModule {}
  Module({ imports, providers })(AppModule);
  return AppModule;
}
