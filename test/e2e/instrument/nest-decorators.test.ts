import {
  applyDecorators,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Header,
  HttpCode,
  Injectable,
  NotFoundException,
  type NestInterceptor,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Redirect,
  Res,
  SetMetadata,
  Sse,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  Version,
  VersioningType,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Counted, ExpvarRegistry, Timed } from 'nestjs-expvar';
import { map, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const roles = this.reflector.get<string[] | undefined>(
      'roles',
      context.getHandler(),
    );
    return roles?.includes('trader') === true;
  }
}

@Injectable()
class WrapInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const { name } = context.getHandler();
    return next.handle().pipe(map((value: unknown) => ({ [name]: value })));
  }
}

@Catch(NotFoundException)
class Teapot implements ExceptionFilter {
  catch(_error: unknown, host: { switchToHttp(): { getResponse(): never } }) {
    const response: {
      status(code: number): { send(body: string): void };
    } = host.switchToHttp().getResponse();
    response.status(418).send('teapot');
  }
}

const Roles = (...roles: string[]) => SetMetadata('roles', roles);

const Guarded = () =>
  applyDecorators(
    Roles('trader'),
    UseGuards(RolesGuard),
    UseInterceptors(WrapInterceptor),
    UseFilters(Teapot),
    UsePipes(ParseIntPipe),
  );

/**
 * A controller with many of Nest's decorators around the instrumented methods.
 */
function controllerWith([above, between, below]: readonly [
  MethodDecorator,
  MethodDecorator,
  MethodDecorator,
]): Type {
  @Controller('quotes')
  class QuotesController {
    private readonly prices = new Map([[1, 86_620]]);

    @above
    @Get('price/:id')
    @between
    @Header('X-Market', 'copper')
    @Guarded()
    @below
    async price(@Param('id') id: number, @Query('plus') plus: number) {
      const price = this.prices.get(id);
      if (price === undefined) {
        throw new NotFoundException();
      }
      return Promise.resolve(price + plus);
    }

    @above
    @Post()
    @between
    @HttpCode(202)
    @below
    place(@Body() order: object) {
      return { placed: order };
    }

    @above
    @Get('forbidden')
    @between
    @UseGuards(RolesGuard)
    @below
    forbidden() {
      return 'nobody gets here';
    }

    @above
    @Get('observable')
    @between
    @below
    observable() {
      return of('first', 'last');
    }

    @above
    @Get('old')
    @between
    @Redirect('/quotes/observable', 308)
    @below
    old() {}

    @above
    @Sse('stream')
    @between
    @below
    stream() {
      return of({ data: 'a' }, { data: 'b' });
    }

    @above
    @Get('library')
    @between
    @below
    library(@Res() response: { send(text: string): unknown }) {
      return response.send('by hand');
    }

    @above
    @Version('2')
    @between
    @Get('versioned')
    @below
    versioned() {
      return 'two';
    }

    @above
    @Get('validated/:id')
    @between
    @below
    validated(@Param('id', ParseIntPipe) id: number) {
      return typeof id;
    }
  }
  return QuotesController;
}

const none: MethodDecorator = () => {};

const REQUESTS = [
  { path: '/quotes/price/1?plus=5' },
  { path: '/quotes/price/2?plus=5' },
  { path: '/quotes/price/x?plus=5' },
  {
    path: '/quotes',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"symbol":"cu2601"}',
  },
  { path: '/quotes/forbidden' },
  { path: '/quotes/observable' },
  { path: '/quotes/old' },
  { path: '/quotes/stream' },
  { path: '/quotes/library' },
  { path: '/quotes/versioned', headers: { 'X-Version': '2' } },
  { path: '/quotes/versioned' },
  { path: '/quotes/validated/7' },
  { path: '/quotes/validated/x' },
];

const CALLS = {
  price: 2,
  place: 1,
  forbidden: 0,
  observable: 1,
  old: 1,
  stream: 1,
  library: 1,
  versioned: 1,
  validated: 1,
};

/** The responses and the counts of an application with such a controller. */
async function responsesOf(
  platform: (typeof platforms)[number],
  decorators: Parameters<typeof controllerWith>[0],
) {
  const { app, url } = await start(
    platform,
    moduleOf({
      imports: [bareExpvar()],
      controllers: [controllerWith(decorators)],
    }),
    (app) => {
      app.enableVersioning({
        type: VersioningType.HEADER,
        header: 'X-Version',
      });
    },
  );
  const responses = [];
  for (const { path, ...request } of REQUESTS) {
    const { status, headers, text } = await call(`${url}${path}`, request);
    const { 'x-market': market, location } = headers;
    responses.push({ path, status, market, location, text });
  }
  const document = await app.get(ExpvarRegistry).render();
  const { quotesController: counts } = JSON.parse(document.toString()) as {
    quotesController?: Record<string, Record<string, number>>;
  };
  return { responses, counts };
}

describe.each(platforms)(
  'on %s, a controller with instrumented methods',
  (platform) => {
    test.each([
      {
        position: '@Counted above',
        decorators: [Counted(), none, none] as const,
      },
      {
        position: '@Counted among',
        decorators: [none, Counted(), none] as const,
      },
      {
        position: '@Counted below',
        decorators: [none, none, Counted()] as const,
      },
      { position: '@Timed above', decorators: [Timed(), none, none] as const },
      { position: '@Timed among', decorators: [none, Timed(), none] as const },
      { position: '@Timed below', decorators: [none, none, Timed()] as const },
    ])('works $position the decorators of Nest', async ({ decorators }) => {
      const plain = await responsesOf(platform, [none, none, none]);
      const { responses, counts } = await responsesOf(platform, decorators);
      expect(plain.responses.map(({ status }) => status)).toEqual([
        200, 418, 400, 202, 403, 200, 308, 200, 200, 200, 404, 200, 400,
      ]);
      expect(plain.responses[0]).toMatchObject({
        market: 'copper',
        text: '{"price":86625}',
      });
      expect(plain.counts).toBe(undefined);
      expect(responses).toEqual(plain.responses);
      for (const [key, calls] of Object.entries(CALLS)) {
        expect([key, counts![key]]).toMatchObject([
          key,
          { calls, inFlight: 0 },
        ]);
      }
      expect(counts!['price']).toMatchObject({ errors: 1 });
    });
  },
);
