import { Injectable } from '@nestjs/common';
import { ExposeVar, ExpvarRegistry, IntVar, Timed } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { startContext } from '../support/contexts.js';
import { RecordingLogger } from '../support/recording-logger.js';

/** A base class like Prisma's client: its instances hide their class. */
class HidingClient {
  readonly engine = 'library';

  constructor() {
    return new Proxy(this, { getPrototypeOf: () => Object.prototype });
  }
}

/** A class whose instances show only members of the library's class. */
class ShowingClient {
  @ExposeVar()
  readonly pool = 10;

  constructor() {
    return new Proxy(this, { getPrototypeOf: () => ShowingClient.prototype });
  }
}

@Injectable()
class PrismaService extends HidingClient {
  @ExposeVar()
  readonly queries = new IntVar();

  @ExposeVar('opened')
  static readonly opened = 1;

  @Timed()
  async ping() {}
}

describe('members are found through the class that Nest constructs', () => {
  test('when its instance is a Proxy that hides the class', async () => {
    const { app, registry } = await startContext({
      providers: [PrismaService],
    });
    const prisma = app.get(PrismaService);
    expect(Object.getPrototypeOf(prisma)).toBe(Object.prototype);
    prisma.queries.add(2);
    await prisma.ping();
    expect(JSON.parse((await registry.render()).toString())).toEqual({
      opened: 1,
      prisma: {
        ping: expect.objectContaining({ calls: 1, errors: 0 }),
        queries: 2,
      },
    });
  });

  test('when its instance is a Proxy that shows only a base class', async () => {
    class PrismaService extends ShowingClient {
      @ExposeVar()
      readonly queries = new IntVar();
    }
    const { document } = await startContext({ providers: [PrismaService] });
    expect(await document()).toBe(
      '{\n"prisma": {"pool": 10, "queries": 0}\n}\n',
    );
  });

  test('when its constructor returns another object with the members', async () => {
    class PrismaService {
      @ExposeVar()
      readonly queries = new IntVar();

      constructor() {
        return { queries: new IntVar(7) };
      }
    }
    const { document } = await startContext({
      providers: [{ provide: 'PRISMA', useClass: PrismaService }],
    });
    expect(await document()).toBe('{\n"prisma": {"queries": 7}\n}\n');
  });

  test('when its instance is a function', async () => {
    class Sender {
      @ExposeVar()
      readonly sent = 3;

      constructor() {
        const send = () => 'sent';
        return Object.assign(
          Object.setPrototypeOf(send, new.target.prototype),
          {
            sent: 4,
          },
        ) as Sender;
      }
    }
    const { document } = await startContext({ providers: [Sender] });
    expect(await document()).toBe('{\n"sender": {"sent": 4}\n}\n');
  });

  test('when its instance is a Proxy that throws', async () => {
    class PrismaService {
      @ExposeVar()
      readonly queries = new IntVar();

      constructor() {
        return new Proxy(this, {
          getPrototypeOf() {
            throw new Error('hands off');
          },
        });
      }
    }
    const { document } = await startContext({ providers: [PrismaService] });
    expect(await document()).toBe('{\n"prisma": {"queries": 0}\n}\n');
  });
});

test('a factory whose Proxy hides the class of its token is named in a warning', async () => {
  const logger = new RecordingLogger();
  const { document } = await startContext(
    {
      providers: [
        { provide: PrismaService, useFactory: () => new PrismaService() },
      ],
    },
    { logger },
  );
  expect(await document()).toBe('{\n\n}\n');
  expect(logger.of('ExpvarExplorer', 'warn')).toEqual([
    'the variables of PrismaService (providers of TestModule) are not published, because its factory returns a Proxy that hides the class; provide the class itself, or publish them with ExpvarRegistry',
  ]);
});

test('a mock in place of a class is neither published nor named', async () => {
  const logger = new RecordingLogger();
  const { document } = await startContext(
    {
      providers: [
        { provide: PrismaService, useValue: { queries: new IntVar() } },
        ExpvarRegistry,
      ].slice(0, 1),
    },
    { logger },
  );
  expect(await document()).toBe('{\n\n}\n');
  expect(logger.of('ExpvarExplorer', 'warn')).toEqual([]);
});
