import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  TerminusModule,
} from '@nestjs/terminus';
import {
  ExposeVar,
  ExpvarModule,
  ExpvarRegistry,
  FuncVar,
  IntVar,
  MapVar,
  Timed,
} from 'nestjs-expvar';
import {
  ExpvarHealthIndicator,
  type ExpvarHealthRule,
} from 'nestjs-expvar/terminus';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { nestMajor } from '../support/nest-version.js';
import {
  moduleOf,
  type Platform,
  platforms,
  start,
} from '../support/platforms.js';

const RULES = Symbol('rules');

type Rules = Readonly<Record<string, ExpvarHealthRule>>;

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly variables: ExpvarHealthIndicator,
    @Inject(RULES) private readonly rules: { readonly value?: Rules },
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([
      () => this.variables.check('variables', this.rules.value),
    ]);
  }
}

@Injectable()
class Jobs {
  @ExposeVar({ name: 'queued', limits: { warning: 100, critical: 500 } })
  readonly queued = new IntVar();

  @ExposeVar({ limits: { critical: 5, below: true } })
  free: unknown = 50;

  @Timed({ window: 60, limits: { critical: 1 } })
  run() {}
}

/** The application, and what its health endpoint answers. */
async function startHealth(platform: Platform, rules?: Rules) {
  const { app, url } = await start(
    platform,
    moduleOf({
      imports: [
        ExpvarModule.forRoot(),
        TerminusModule.forRoot({ logger: false }),
      ],
      controllers: [HealthController],
      providers: [
        ExpvarHealthIndicator,
        Jobs,
        { provide: RULES, useValue: { value: rules } },
      ],
    }),
  );
  return {
    jobs: app.get(Jobs),
    registry: app.get(ExpvarRegistry),
    health: async () => {
      const { status, text } = await call(`${url}/health`);
      const { details } = JSON.parse(text) as {
        details: { variables: object };
      };
      return { code: status, ...details.variables };
    },
  };
}

describe.each(platforms)('the health indicator on %s', (platform) => {
  test('is up while no variable has reached a limit', async () => {
    const { health } = await startHealth(platform);
    expect(await health()).toEqual({ code: 200, status: 'up' });
  });

  test('is degraded when a variable has reached its warning limit', async () => {
    const { health, jobs } = await startHealth(platform);
    jobs.queued.set(100);
    expect(await health()).toEqual({
      code: 200,
      // Terminus 12, which knows this status, requires Nest 11.
      status: nestMajor === 10 ? 'up' : 'degraded',
      variables: {
        queued: {
          level: 'warning',
          value: 100,
          limits: { warning: 100, critical: 500 },
        },
      },
    });
  });

  test('is down when a variable has reached its critical limit', async () => {
    const { health, jobs } = await startHealth(platform);
    jobs.queued.set(100);
    jobs.free = 5;
    expect(await health()).toEqual({
      code: 503,
      status: 'down',
      variables: {
        'jobs.free': {
          level: 'critical',
          value: 5,
          limits: { critical: 5, below: true },
        },
        queued: {
          level: 'warning',
          value: 100,
          limits: { warning: 100, critical: 500 },
        },
      },
    });
  });

  test('is down when a variable with limits has failed or is no number', async () => {
    const { health, jobs, registry } = await startHealth(platform);
    jobs.free = 'many';
    registry.func(
      'broken',
      () => {
        throw new Error('secret');
      },
      { limits: { warning: 1 } },
    );
    registry.publishInMap(
      'jobs',
      'gone',
      new FuncVar(() => Promise.reject(new Error('secret'))),
      { limits: { warning: 1 } },
    );
    const missing = { level: 'missing', value: null };
    expect(await health()).toEqual({
      code: 503,
      status: 'down',
      variables: {
        broken: missing,
        'jobs.free': missing,
        'jobs.gone': missing,
      },
    });
  });

  test('judges the variables that rules name, and no others', async () => {
    const { health, jobs, registry } = await startHealth(platform, {
      queued: { critical: 10 },
      'quotes.age': (seconds) => seconds < 60,
      'pool.free.now': { critical: 2, below: true },
      'memstats.NumGC': () => true,
    });
    jobs.free = 0;
    const quotes = registry.newMap('quotes');
    quotes.addFloat('age', 59.5);
    const pool = new MapVar();
    registry.publish('pool', pool);
    pool.set('free', new FuncVar(() => ({ now: 3n })));
    expect(await health()).toEqual({ code: 200, status: 'up' });
    jobs.queued.set(10);
    quotes.addFloat('age', 1);
    expect(await health()).toEqual({
      code: 503,
      status: 'down',
      variables: {
        queued: { level: 'critical', value: 10, limits: { critical: 10 } },
        'quotes.age': { level: 'critical', value: 60.5 },
      },
    });
  });

  test('is down for a rule whose variable is missing, whatever its name', async () => {
    const { health } = await startHealth(platform, {
      'jobs.unknown': { warning: 1 },
      constructor: { warning: 1 },
      jobs: { warning: 1 },
      'jobs.run.latency.window.p99': { warning: 1 },
    });
    const missing = { level: 'missing', value: null };
    expect(await health()).toEqual({
      code: 503,
      status: 'down',
      variables: {
        'jobs.unknown': missing,
        constructor: missing,
        jobs: missing,
      },
    });
  });

  test('calls no function of a variable that no rule needs', async () => {
    const { health, registry } = await startHealth(platform, {
      queued: { critical: 10 },
    });
    let calls = 0;
    registry.func('expensive', () => ++calls);
    await health();
    expect(calls).toBe(0);
  });
});

test('a rule that is neither limits nor a function is refused', async () => {
  const { app } = await start(
    'express',
    moduleOf({
      imports: [ExpvarModule.forRoot(), TerminusModule],
      providers: [ExpvarHealthIndicator],
    }),
  );
  const indicator = app.get(ExpvarHealthIndicator);
  await expect(indicator.check('x', { queued: {} })).rejects.toThrow(
    'expvar: ExpvarHealthIndicator option queued: it must be { warning, critical } with one or both of them, and critical beyond warning; with below: true they are lower limits, not {}',
  );
});

test('a rule that throws counts as a limit that is reached', async () => {
  const { health } = await startHealth('express', {
    queued: () => {
      throw new Error('odd');
    },
  });
  expect(await health()).toMatchObject({
    code: 503,
    variables: { queued: { level: 'critical', value: 0 } },
  });
});
