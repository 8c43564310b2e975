import { isSecretName } from './secret-names.js';
import { MASK, redactText } from './redact-text.js';

const FLAG = /^--?([\p{L}\p{N}_][\p{L}\p{N}_.:-]*)$/u;
const ASSIGNMENT = /-{0,2}([\p{L}_][\p{L}\p{N}_.:-]*)=/uy;
const HEADER = /((?:-H)?([\p{L}_][\p{L}\p{N}_-]*):)\s*(?=\S)/uy;

/**
 * Masks the secrets in command-line arguments that have a telling name:
 *
 * - the values of `--name=value`, `--name value`, `NAME=value` and `Name:
 *   value`;
 * - such values in JSON, in URLs and in lists such as connection strings;
 * - the user information of URLs.
 *
 * The number of arguments does not change. A secret without a telling name,
 * such as in `-p hunter2`, stays. It takes linear time.
 */
export function redactArgs(args: readonly string[]): string[] {
  return args.map((argument, index) =>
    isValueOfSecret(argument, args[index - 1] ?? '')
      ? MASK
      : redactArgument(argument),
  );
}

/**
 * A secret may start with a dash, and a key in PEM starts with five. Two dashes
 * start the next option.
 */
function isValueOfSecret(argument: string, previous: string): boolean {
  const [, flag] = FLAG.exec(previous) ?? [];
  return (
    flag !== undefined && isSecretName(flag) && !/^--(?!---)/.test(argument)
  );
}

function redactArgument(argument: string): string {
  let start = 0;
  for (;;) {
    ASSIGNMENT.lastIndex = start;
    const [, name] = ASSIGNMENT.exec(argument) ?? [];
    if (name === undefined) {
      break;
    }
    start = ASSIGNMENT.lastIndex;
    if (isSecretName(name) && start < argument.length) {
      return `${argument.slice(0, start)}${MASK}`;
    }
  }
  const prefix = argument.slice(0, start);
  HEADER.lastIndex = start;
  const [, header = '', name = ''] = HEADER.exec(argument) ?? [];
  return isSecretName(name)
    ? `${prefix}${header} ${MASK}`
    : `${prefix}${redactText(argument.slice(start))}`;
}
