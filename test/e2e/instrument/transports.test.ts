import { once } from 'node:events';
import { Controller, Injectable } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { Cron, Interval, ScheduleModule } from '@nestjs/schedule';
import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type WsResponse,
} from '@nestjs/websockets';
import { Counted, ExpvarRegistry, Timed } from 'nestjs-expvar';
import { firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startContext } from '../../support/contexts.js';
import { deferred } from '../../support/deferred.js';
import { freePorts } from '../../support/free-ports.mjs';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, start } from '../../support/platforms.js';

const none: MethodDecorator = () => {};

/** The map of a class in the document. */
async function countsOf(registry: ExpvarRegistry, name: string) {
  const document: unknown = JSON.parse((await registry.render()).toString());
  return (document as Record<string, Record<string, object>>)[name];
}

describe.each([
  ['@Counted above', Counted(), none],
  ['@Counted below', none, Counted()],
  ['@Timed above', Timed(), none],
  ['@Timed below', none, Timed()],
])("%s Nest's decorators", (_, above, below) => {
  test('counts messages and events of a microservice', async () => {
    const { promise: happened, resolve } = deferred<unknown>();
    @Controller()
    class QuotesController {
      @above
      @MessagePattern('price')
      @below
      async price(@Payload() symbol: string) {
        await Promise.resolve();
        return { symbol };
      }

      @above
      @MessagePattern('prices')
      @below
      prices() {
        return of(1, 2, 3);
      }

      @above
      @MessagePattern('fail')
      @below
      fail() {
        throw new Error('boom');
      }

      @above
      @EventPattern('opened')
      @below
      opened(@Payload() market: string) {
        resolve(market);
      }
    }
    const { app } = await start(
      'express',
      moduleOf({ imports: [bareExpvar()], controllers: [QuotesController] }),
    );
    const options = { host: '127.0.0.1', port: await freePorts(1) };
    app.connectMicroservice({ transport: Transport.TCP, options });
    await app.startAllMicroservices();
    const client = ClientProxyFactory.create({
      transport: Transport.TCP,
      options,
    });
    onTestFinished(() => client.close());
    expect(await firstValueFrom(client.send('price', 'cu2601'))).toEqual({
      symbol: 'cu2601',
    });
    expect(
      await lastValueFrom(client.send('prices', '').pipe(toArray())),
    ).toEqual([1, 2, 3]);
    await expect(lastValueFrom(client.send('fail', ''))).rejects.toMatchObject({
      message: 'Internal server error',
    });
    await lastValueFrom(client.emit('opened', 'copper'), {
      defaultValue: undefined,
    });
    expect(await happened).toBe('copper');
    expect(
      await countsOf(app.get(ExpvarRegistry), 'quotesController'),
    ).toMatchObject({
      price: { calls: 1, errors: 0, inFlight: 0 },
      prices: { calls: 1, errors: 0, inFlight: 0 },
      fail: { calls: 1, errors: 1 },
      opened: { calls: 1 },
    });
  });

  test('counts messages of a gateway', async () => {
    @WebSocketGateway()
    class QuotesGateway {
      @above
      @SubscribeMessage('price')
      @below
      price(@MessageBody() symbol: string): WsResponse<string> {
        return { event: 'price', data: symbol.toUpperCase() };
      }
    }
    const { app, url } = await start(
      'express',
      moduleOf({ imports: [bareExpvar()], providers: [QuotesGateway] }),
      (app) => app.useWebSocketAdapter(new WsAdapter(app)),
    );
    const socket = new WebSocket(url.replace('http', 'ws'));
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    socket.send(JSON.stringify({ event: 'price', data: 'cu2601' }));
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(message.toString())).toEqual({
      event: 'price',
      data: 'CU2601',
    });
    expect(
      await countsOf(app.get(ExpvarRegistry), 'quotesGateway'),
    ).toMatchObject({ price: { calls: 1, errors: 0 } });
  });

  test('counts runs of scheduled jobs', async () => {
    const { promise: both, resolve } = deferred();
    const runs = new Set<string>();
    function ran(job: string) {
      if (runs.add(job).size === 2) {
        resolve();
      }
    }
    @Injectable()
    class JobsService {
      readonly #name = 'job';

      @above
      @Cron('* * * * * *')
      @below
      everySecond() {
        ran(`${this.#name} by cron`);
      }

      @above
      @Interval(10)
      @below
      async often() {
        await Promise.resolve();
        ran(`${this.#name} by interval`);
      }
    }
    const { app, registry } = await startContext({
      imports: [ScheduleModule.forRoot()],
      providers: [JobsService],
    });
    await both;
    await app.close();
    const counts = (await countsOf(registry, 'jobs')) as Record<
      string,
      { readonly calls: number }
    >;
    expect(counts['everySecond']!.calls).toBeGreaterThan(0);
    expect(counts['often']!.calls).toBeGreaterThan(0);
  });

  test('counts decisions of a guard', async () => {
    class AnyGuard {
      @above
      @below
      canActivate() {
        return true;
      }
    }
    const { app, url } = await start(
      'fastify',
      moduleOf({
        imports: [bareExpvar()],
        providers: [{ provide: APP_GUARD, useClass: AnyGuard }],
      }),
    );
    expect((await fetch(`${url}/debug/vars`)).status).toBe(200);
    expect(await countsOf(app.get(ExpvarRegistry), 'anyGuard')).toMatchObject({
      canActivate: { calls: 1 },
    });
  });
});
