import {
  type Application,
  startApplication,
  type Where,
} from './application.js';
import type { Case, Setting } from './case.js';
import { type Failure, judge } from './judge.js';

/** Sends cases to one kind of listener, with an application for each setting. */
export class AccessSuite {
  private readonly applications = new Map<
    Setting,
    Map<string, Promise<Application>>
  >();

  constructor(private readonly where: Where) {}

  /** What is wrong with the answer; undefined when nothing is. */
  async failureOf(tried: Case): Promise<Failure | undefined> {
    const application = await this.applicationOf(tried);
    const before = application.evaluations();
    const reply = await application.ask(tried.asking);
    return judge(tried, reply, application.evaluations() - before);
  }

  async close(): Promise<void> {
    const all = [...this.applications.values()].flatMap((started) =>
      Array.from(started.values()),
    );
    await Promise.all(all.map(async (started) => (await started).close()));
  }

  private applicationOf({ setting, asking: { over } }: Case) {
    const started =
      this.applications.get(setting) ?? new Map<string, Promise<Application>>();
    this.applications.set(setting, started);
    // An injected request needs no listener of its own.
    const listener = over === undefined || over === 'inject' ? 'tcp' : over;
    const application =
      started.get(listener) ?? startApplication(this.where, setting, over);
    started.set(listener, application);
    return application;
  }
}

/** Whether a case can be tried there, and differs from the same elsewhere. */
export function isFor(
  { platform, port }: Where,
  { setting, asking: { over } }: Case,
): boolean {
  switch (over) {
    case 'h2':
    case 'inject':
      return platform === 'fastify' && port !== 'server';
    case 'unix socket':
      return port !== 'server';
    default:
      // What the application says of itself plays no part beside it.
      return (
        port !== 'server' ||
        (setting.cors === undefined && setting.trustsProxies === undefined)
      );
  }
}
