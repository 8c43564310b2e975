import {
  type Application,
  startApplication,
  type Listener,
} from './application.js';
import type { Case, Setting } from './case.js';
import { type Failure, findFailure } from './find-failure.js';

/** Sends cases to one kind of listener, with an application for each setting. */
export class CaseRunner {
  private readonly applications = new Map<
    Setting,
    Map<string, Promise<Application>>
  >();

  constructor(private readonly listener: Listener) {}

  /** Sends the request of a case. Returns what is wrong with the response. */
  async run(testCase: Case): Promise<Failure | undefined> {
    const application = await this.applicationOf(testCase);
    const before = application.evaluations();
    const reply = await application.send(testCase.request);
    return findFailure(testCase, reply, application.evaluations() - before);
  }

  async close(): Promise<void> {
    const all = [...this.applications.values()].flatMap((started) =>
      Array.from(started.values()),
    );
    await Promise.all(all.map(async (started) => (await started).close()));
  }

  private applicationOf({ setting, request: { over } }: Case) {
    const started =
      this.applications.get(setting) ?? new Map<string, Promise<Application>>();
    this.applications.set(setting, started);
    // An injected request needs no listener.
    const transport = over === undefined || over === 'inject' ? 'tcp' : over;
    const application =
      started.get(transport) ?? startApplication(this.listener, setting, over);
    started.set(transport, application);
    return application;
  }
}

/** True for a case that the listener supports and that is not redundant there. */
export function isFor(
  { platform, port }: Listener,
  { setting, request: { over } }: Case,
): boolean {
  switch (over) {
    case 'h2':
    case 'inject':
      return platform === 'fastify' && port !== 'server';
    case 'unix socket':
      return port !== 'server';
    default:
      // Settings of the application do not affect the listener of `server`.
      return (
        port !== 'server' ||
        (setting.cors === undefined && setting.trustsProxies === undefined)
      );
  }
}
