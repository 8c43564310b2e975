import type { ResolvedProcessOptions } from '../options/process.options.js';
import { describeValue } from '../support/describe-value.js';
import { redactArgs } from './redact-args.js';

/**
 * Returns the command line to publish, or undefined if there is none.
 *
 * @throws Error when the function of the option `cmdline` returns no arguments
 */
export function cmdlineArgs({
  cmdline,
  name,
}: Pick<ResolvedProcessOptions, 'cmdline' | 'name'>):
  readonly string[] | undefined {
  if (cmdline === false) {
    return undefined;
  }
  const args =
    typeof cmdline === 'function'
      ? filteredArgs(cmdline)
      : cmdline === 'full'
        ? process.argv
        : redactArgs(process.argv);
  return name === undefined ? [...args] : [name, ...args.slice(1)];
}

function filteredArgs(
  filter: (argv: readonly string[]) => unknown,
): readonly string[] {
  const args = filter([...process.argv]);
  if (
    !Array.isArray(args) ||
    args.length === 0 ||
    !Array.from(args).every((argument) => typeof argument === 'string')
  ) {
    throw new Error(
      `expvar: ExpvarModule option cmdline: its function must return an array of at least one string, not ${describeValue(args)}; clients fail on anything else`,
    );
  }
  return args as string[];
}
