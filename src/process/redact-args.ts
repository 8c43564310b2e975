const MASK = '***';

const SECRET_WORDS = new Set([
  'apikey',
  'auth',
  'authorization',
  'bearer',
  'credential',
  'credentials',
  'creds',
  'jwt',
  'key',
  'keys',
  'passphrase',
  'passwd',
  'password',
  'passwords',
  'pass',
  'pwd',
  'secret',
  'secrets',
  'token',
]);

/** Those that tell at the end of a longer word as well. */
const SECRET_ENDING =
  /(?:apikey|credentials?|passphrase|passwd|password|pwd|secret|token|(?:access|encryption|private|secret|signing)key|(?:db|pg)pass)v?$/;

const ASSIGNMENT = /^(-{0,2})([\p{L}_][\p{L}\p{N}_.:-]*)=(.*)$/su;
const FLAG = /^--?([\p{L}_][\p{L}\p{N}_.:-]*)$/u;
const HEADER = /^(-H)?([\p{L}_][\p{L}\p{N}_-]*):\s*\S/u;
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;
/** In queries of URLs, connection strings, lists and JSON. */
const PAIR =
  /([?&#;,{\s]["']?)([\p{L}_][\p{L}\p{N}_.-]*)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^&#;,}\s]*)/gu;

/**
 * Command-line arguments with secrets masked: the value of `--name=value`,
 * `--name value`, `NAME=value` and `Name: value` where the name has a secret
 * word (`password`, `token`, `key`, …) as a whole word or ends with a long one,
 * such pairs inside URLs, connection strings, lists and JSON, and the user
 * information of URLs. There are as many arguments as before.
 *
 * It cannot know a secret without a telling name, such as `-p hunter2`.
 */
export function redactArgs(args: readonly string[]): string[] {
  return args.map((argument, index) => {
    const previous = FLAG.exec(args[index - 1] ?? '');
    const isValueOfSecret =
      previous !== null &&
      isSecret(previous[1]!) &&
      // A secret may begin with a dash; two begin the next option.
      !argument.startsWith('--');
    return isValueOfSecret ? MASK : redact(argument);
  });
}

function redact(argument: string): string {
  const [, dashes, name, value] = ASSIGNMENT.exec(argument) ?? [];
  if (name !== undefined) {
    const redacted = isSecret(name) && value !== '' ? MASK : redact(value!);
    return `${dashes}${name}=${redacted}`;
  }
  const [, option = '', header] = HEADER.exec(argument) ?? [];
  if (header !== undefined && isSecret(header)) {
    return `${option}${header}: ${MASK}`;
  }
  return argument
    .replace(USERINFO, `$1${MASK}@`)
    .replace(
      PAIR,
      (match, before: string, key: string, between: string, value: string) =>
        isSecret(key) && value !== ''
          ? `${before}${key}${between}${MASK}`
          : match,
    );
}

/** Whether a name has a secret word: `dbPassword`, `API_KEY`, `accesstoken`. */
function isSecret(name: string): boolean {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .some((word) => SECRET_WORDS.has(word) || SECRET_ENDING.test(word));
}
