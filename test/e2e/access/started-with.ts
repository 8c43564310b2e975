import { onTestFinished } from 'vitest';
import {
  type Application,
  startApplication,
  type Where,
} from './application.js';
import type { Asking, Setting } from './case.js';

/** An application of one test. */
export async function startedWith(
  where: Where,
  setting: Setting,
  over?: Asking['over'],
): Promise<Application> {
  const application = await startApplication(where, setting, over);
  onTestFinished(() => application.close());
  return application;
}
