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
  'passphrase',
  'passwd',
  'password',
  'pass',
  'pwd',
  'secret',
  'secrets',
  'token',
]);

/** Those that are secret words at the end of a longer one as well. */
const SECRET_ENDINGS =
  /(?:apikey|credentials?|passphrase|passwd|password|secret|token)$/;

const ASSIGNMENT = /^(-{0,2})([\p{L}_][\p{L}\p{N}_.:-]*)=(.*)$/su;
const FLAG = /^--?([\p{L}_][\p{L}\p{N}_.:-]*)$/u;
const HEADER = /^([\p{L}_][\p{L}\p{N}_-]*):\s*\S/u;
const USERINFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;
const QUERY_PARAMETER = /([?&#])([^=&#\s]+)=([^&#\s]*)/g;

/**
 * Command-line arguments with secrets masked: the value of `--name=value`,
 * `--name value`, `NAME=value` and `Name: value` where the name has a secret
 * word (`password`, `token`, `key`, …) as a whole word or ends with a long one,
 * and the user information and secret query parameters of URLs. There are as
 * many arguments as before.
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
  const [, header] = HEADER.exec(argument) ?? [];
  if (header !== undefined && isSecret(header)) {
    return `${header}: ${MASK}`;
  }
  return argument
    .replace(USERINFO, `$1${MASK}@`)
    .replace(QUERY_PARAMETER, (match, mark: string, key: string) =>
      isSecret(key) ? `${mark}${key}=${MASK}` : match,
    );
}

/** Whether a name has a secret word: `dbPassword`, `API_KEY`, `accesstoken`. */
function isSecret(name: string): boolean {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => SECRET_WORDS.has(word) || SECRET_ENDINGS.test(word));
}
