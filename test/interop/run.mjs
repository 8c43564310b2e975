import { parseArgs } from 'node:util';
import { Report } from '../support/report.mjs';
import { clientGolang } from './client-golang.mjs';
import { expvarmon } from './expvarmon.mjs';
import { fuzz } from './fuzz.mjs';
import { build, missingGo } from './go.mjs';
import { metricbeat } from './metricbeat.mjs';
import { otel } from './otel.mjs';
import { ADAPTERS, withSampleApp } from './sample-app.mjs';
import { Session } from './session.mjs';
import { strict } from './strict.mjs';

/**
 * The check of each client by the name of its folder.
 *
 * @type {Record<string, (session: Session) => Promise<void>>}
 */
const CLIENTS = {
  strict,
  otel,
  metricbeat,
  expvarmon,
  client_golang: clientGolang,
};

/**
 * The checks that read other documents than those of the sample app.
 *
 * @type {Record<string, (report: Report, program: string) => Promise<void>>}
 */
const DOCUMENT_CHECKS = { fuzz };

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
const ALL = { ...CLIENTS, ...DOCUMENT_CHECKS };
const names = only === undefined ? Object.keys(ALL) : [only];

const lacks = await missingGo('test:interop');
if (lacks === undefined) {
  const report = new Report();
  try {
    await checkAll(report);
  } catch (error) {
    report.failed('set-up', error);
  }
  report.close();
} else {
  console.error(lacks);
  process.exitCode = 1;
}

/** @param {Report} report */
async function checkAll(report) {
  if (!names.every((name) => Object.hasOwn(ALL, name))) {
    throw new Error(
      `no client is named ${only}; there are ${Object.keys(ALL).join(', ')}`,
    );
  }
  /** @type {Map<string, string>} */
  const programs = new Map();
  for (const name of names) {
    await report.check(`${name} is built`, async () => {
      programs.set(name, await build(name));
    });
  }
  for (const adapter of ADAPTERS) {
    for (const [name, program] of programs) {
      if (Object.hasOwn(DOCUMENT_CHECKS, name)) {
        continue;
      }
      // Each client has its own app, so that no client depends on another.
      await withSampleApp(adapter, async (app) => {
        const session = new Session(
          report,
          `${adapter}, ${name}`,
          app,
          program,
        );
        await CLIENTS[name]?.(session);
      });
    }
  }
  for (const [name, program] of programs) {
    await DOCUMENT_CHECKS[name]?.(report, program);
  }
}
