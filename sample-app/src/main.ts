import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ShutdownSignal } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { adapterFrom } from './adapter.js';
import { AppModule } from './app.module.js';
import { listenErrorText, portFrom } from './port.js';

async function main(): Promise<void> {
  const port = portFrom(process.env['PORT']);
  const adapter = adapterFrom(process.env['ADAPTER']);
  const app = await NestFactory.create(AppModule, adapter);
  app.enableShutdownHooks([ShutdownSignal.SIGTERM, ShutdownSignal.SIGINT], {
    // A stop that was asked for is no failure: npm would report the signal.
    useProcessExit: true,
  });

  const server = app.getHttpServer() as Server;
  const onError = (error: NodeJS.ErrnoException) =>
    fail(listenErrorText(error, port));
  // Before Nest adds its own listener, which would log the error once more.
  server.once('error', onError);
  // Without a host Node takes IPv6 and IPv4, so localhost works as either; the
  // page itself still answers this machine only.
  await app.listen(port);
  server.off('error', onError);

  const { port: taken } = server.address() as AddressInfo;
  console.log(addressesText(`http://localhost:${taken}`));
}

function addressesText(url: string): string {
  return `
The quotes service is running; Ctrl+C stops it.

  Document   ${url}/debug/vars
  Dashboard  ${url}/debug/vars/ui
  API        ${url}/quotes
             ${url}/klines
`;
}

function fail(line: string): never {
  console.error(line);
  process.exit(1);
}

try {
  await main();
} catch (error) {
  fail((error as Error).message);
}
