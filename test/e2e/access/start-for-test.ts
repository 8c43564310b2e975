import { onTestFinished } from 'vitest';
import {
  type Application,
  startApplication,
  type Listener,
} from './application.js';
import type { TestRequest, Setting } from './case.js';

/** Starts an application and closes it at the end of the test. */
export async function startForTest(
  listener: Listener,
  setting: Setting,
  over?: TestRequest['over'],
): Promise<Application> {
  const application = await startApplication(listener, setting, over);
  onTestFinished(() => application.close());
  return application;
}
