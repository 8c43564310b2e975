import { afterEach, describe, expect, test, vi } from 'vitest';
import { callSiteOf } from '../../../src/support/call-site.js';

const { stackTraceLimit } = Error;

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  Error.stackTraceLimit = stackTraceLimit;
});

function called() {
  return callSiteOf(called);
}

class JobsService {
  readonly site: string | undefined;

  constructor() {
    this.site = called();
  }
}

describe('callSiteOf', () => {
  test('returns the file and line of the caller, and the class that it constructs', () => {
    expect(called()).toMatch(/call-site\.test\.ts:\d+:\d+\)?$/);
    expect(new JobsService().site).toMatch(
      /^new JobsService \(.*call-site\.test\.ts:\d+:\d+\)$/,
    );
  });

  test('returns undefined for a function that is not on the stack', () => {
    expect(callSiteOf(() => 1)).toBeUndefined();
  });

  test("leaves the application's stack traces as they are", () => {
    const prepare = vi.fn<NonNullable<typeof Error.prepareStackTrace>>(
      () => 'mine',
    );
    Error.prepareStackTrace = prepare;
    Error.stackTraceLimit = 7;
    called();
    expect(prepare).not.toHaveBeenCalled();
    expect(Error.prepareStackTrace).toBe(prepare);
    expect(Error.stackTraceLimit).toBe(7);
    expect(new Error('x').stack).toBe('mine');
  });

  test('returns undefined when Error may not be changed', () => {
    vi.spyOn(Error, 'captureStackTrace').mockImplementation(() => {
      throw new TypeError('Cannot assign to read only property');
    });
    expect(called()).toBeUndefined();
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });
});
