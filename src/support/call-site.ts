/**
 * The place that called a function, as a stack trace shows it:
 * `new JobsService (file:///app/dist/jobs.service.js:12:31)`.
 *
 * @param method a function on the stack
 * @returns undefined when the place is unknown
 */
export function callSiteOf(method: Function): string | undefined {
  const { stackTraceLimit } = Error;
  const prepareStackTrace: unknown = Reflect.get(Error, 'prepareStackTrace');
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 1;
    // The application's own function may look up source maps, which takes long.
    Error.prepareStackTrace = (_, sites) => sites.map(String)[0];
    Error.captureStackTrace(holder, method);
    return holder.stack;
  } catch {
    return undefined; // Node runs with --frozen-intrinsics.
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
  }
}
