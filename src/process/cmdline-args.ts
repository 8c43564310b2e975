import type { ResolvedProcessOptions } from '../options/process.options.js';
import { redactArgs } from './redact-args.js';

/**
 * The command line to publish; undefined if there is none.
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
      'expvar: ExpvarModule option cmdline: its function must return at least one string; clients fail on anything else',
    );
  }
  return args as string[];
}
