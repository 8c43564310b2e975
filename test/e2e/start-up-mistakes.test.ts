import { Injectable, Scope } from '@nestjs/common';
import { ExposeVar, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { contextError } from '../support/contexts.js';
import { moduleOf, platforms } from '../support/platforms.js';
import { startUpError } from '../support/start-up.js';
import { bareExpvar } from '../support/bare-document.js';

@Injectable()
class QuotesService {
  @ExposeVar({ name: 'memstats' })
  readonly size = 1;

  @ExposeVar({ desc: 'Ticks', kind: 'count' } as object)
  readonly ticks = new IntVar();

  @ExposeVar()
  find(_id: string) {
    return 1;
  }

  @ExposeVar()
  readonly fine = 1;
}

@Injectable({ scope: Scope.REQUEST })
class OrdersService {
  @ExposeVar()
  readonly placed = new IntVar();
}

test('one error lists the mistakes of all classes', async () => {
  expect(
    await contextError({
      imports: [moduleOf({ providers: [OrdersService] })],
      providers: [QuotesService],
    }),
  ).toBe(
    [
      'expvar: the application has 4 mistakes:',
      '- QuotesService.size (providers of TestModule) cannot publish the name "memstats": cmdline and memstats are reserved in every letter case, because Go clients ignore the case of these names; choose another name, or give the class another map with @ExposeVarMap(\'name\')',
      '- the metadata of "quotes.ticks", published by QuotesService.ticks (providers of TestModule), has 2 mistakes in its options:',
      '  - has no option "desc"; did you mean "description"?',
      "  - option kind: it must be 'counter', 'gauge', 'histogram' or 'info' (did you mean 'counter'?), not the string \"count\"",
      '- @ExposeVar is on QuotesService.find, a method with 1 parameter; a scrape has no arguments to pass, so expose a getter or a method without parameters',
      '- @ExposeVar is on OrdersService.placed, whose class has an instance per request because of a request-scoped dependency (OrdersService), so there is no single value; make the member static, or move it to a provider without request-scoped dependencies',
    ].join('\n'),
  );
});

test.each(platforms)(
  'one error lists mistakes and names that the package publishes itself on %s',
  async (platform) => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.newInt('node');
        registry.newInt('http');
      }
    }
    expect(
      await startUpError(platform, () =>
        moduleOf({
          imports: [bareExpvar({ node: true, http: true })],
          providers: [Publisher, OrdersService],
        }),
      ),
    ).toBe(
      [
        'expvar: the application has 3 mistakes:',
        '- @ExposeVar is on OrdersService.placed, whose class has an instance per request because of a request-scoped dependency (OrdersService), so there is no single value; make the member static, or move it to a provider without request-scoped dependencies',
        '- nestjs-expvar cannot publish "startTime" in map "node": that name holds a variable of registry.newInt() that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\'); or leave the module\'s own map "node" out with ExpvarModule.forRoot({ node: false })',
        '- nestjs-expvar cannot publish "aborted" in map "http": that name holds a variable of registry.newInt() that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\'); or leave the module\'s own map "http" out, without the option http',
      ].join('\n'),
    );
  },
);
