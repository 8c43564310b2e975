import { describe, expect, test } from 'vitest';
import { redactArgs } from '../../../src/process/redact-args.js';

describe('redactArgs masks', () => {
  test.each<[string[], string[]]>([
    [['--password=hunter2'], ['--password=***']],
    [['--db-password=hunter2'], ['--db-password=***']],
    [['--dbPassword=hunter2'], ['--dbPassword=***']],
    [['--DB_PASSWORD=hunter2'], ['--DB_PASSWORD=***']],
    [
      ['--password', 'hunter2'],
      ['--password', '***'],
    ],
    [
      ['-token', 'abc'],
      ['-token', '***'],
    ],
    [['-token=abc'], ['-token=***']],
    [
      ['--api-key', 'abc', 'x'],
      ['--api-key', '***', 'x'],
    ],
    [['--APIKey=abc'], ['--APIKey=***']],
    [['--aws.secret=a=b=c'], ['--aws.secret=***']],
    [['API_TOKEN=abc'], ['API_TOKEN=***']],
    [['PGPASSWORD=abc'], ['PGPASSWORD=***']],
    [['--dbpassword=abc'], ['--dbpassword=***']],
    [
      ['--clientsecret', 'abc'],
      ['--clientsecret', '***'],
    ],
    [
      ['--password', '-x9'],
      ['--password', '***'],
    ],
    [
      ['-H', 'Authorization: Bearer abc'],
      ['-H', 'Authorization: ***'],
    ],
    [['--header=X-Api-Key:abc'], ['--header=X-Api-Key: ***']],
    [['--api-keys=a,b'], ['--api-keys=***']],
    [
      ['--private-key', '-----BEGIN PRIVATE KEY-----\nMIIE'],
      ['--private-key', '***'],
    ],
    [
      ['--passwords', 'x'],
      ['--passwords', '***'],
    ],
    [['--password2=x'], ['--password2=***']],
    [
      ['--token2', 'x'],
      ['--token2', '***'],
    ],
    [['DB_PASSWORD2=x'], ['DB_PASSWORD2=***']],
    [['--apikeyv2=x'], ['--apikeyv2=***']],
    [['--dbpass=x'], ['--dbpass=***']],
    [['MYSQLPWD=x'], ['MYSQLPWD=***']],
    [['--privatekey=x'], ['--privatekey=***']],
    [['-HAuthorization: Bearer abc'], ['-HAuthorization: ***']],
    [
      ['Server=a;Password=hunter2;Database=c'],
      ['Server=a;Password=***;Database=c'],
    ],
    [
      ['--set', 'a=1,password=x,b=2'],
      ['--set', 'a=1,password=***,b=2'],
    ],
    [
      ['--config={"user":"a","password":"x y"}'],
      ['--config={"user":"a","password":***}'],
    ],
    [
      ['jaas required username="a" password="b c";'],
      ['jaas required username="a" password=***;'],
    ],
    [['--env=API_TOKEN=abc'], ['--env=API_TOKEN=***']],
    [
      ['--cert=a\nb', '--pass=a\nb'],
      ['--cert=a\nb', '--pass=***'],
    ],
    [['postgres://ann:pw@db/x?ssl=1'], ['postgres://***@db/x?ssl=1']],
    [['--url=redis://:pw@cache:6379'], ['--url=redis://***@cache:6379']],
    [
      ['http://a/b?x=1&access_token=abc#f'],
      ['http://a/b?x=1&access_token=***#f'],
    ],
  ])('only the values of secret names in %j', (args, redacted) => {
    expect(redactArgs(args)).toEqual(redacted);
  });
});

describe('redactArgs leaves', () => {
  test.each([
    [['/usr/bin/node', '/app/main.js']],
    [['--secretary=ann', '--tokens=5', 'Host: a.b', 'C:\\data', 'a:b']],
    [['--x==', '--=x', '=', '--password=', '--y=a=b=c']],
    [['--monkey=banana', '--author=ann', '--tokens-per-minute=5']],
    [['--monkey', 'banana', '--passport', 'x', '--keyboard=de']],
    [['--password', '--port', '3000']],
    [['--password']],
    [['password', 'x']],
    [['--port=3000', '-v', '--', 'a@b.c', 'http://a/b?x=1']],
    [['']],
  ])('%j unchanged, because no name marks a secret', (args) => {
    expect(redactArgs(args)).toEqual(args);
  });
});

describe('redactArgs masks secrets in nested syntax', () => {
  test.each<[string, string]>([
    [
      'sh -c node x.js --password hunter2 --port 3000',
      'sh -c node x.js --password *** --port 3000',
    ],
    ['mysql -pwd "two words" db', 'mysql -pwd *** db'],
    [`sh -c 'node x --api-key abc'`, `sh -c 'node x --api-key ***'`],
    [
      'node x --token\tabc --token --quiet',
      'node x --token\t*** --token --quiet',
    ],
    [
      '{"pass\\u0077ord":"abc","\\u0074oken":1}',
      '{"pass\\u0077ord":***,"\\u0074oken":***}',
    ],
    [
      '[{"name":"DB_PASSWORD","value":"abc"},{"name":"PORT","value":"5"}]',
      '[{"name":"DB_PASSWORD","value":***},{"name":"PORT","value":"5"}]',
    ],
    [
      '{"key":"api-key","value":{"a":"abc"},"x":1}',
      '{"key":***,"value":***,"x":1}',
    ],
    [
      '[{"name":"token","of":{"value":1},"value":2},{"value":3}],"value":4',
      '[{"name":"token","of":{"value":1},"value":***},{"value":3}],"value":4',
    ],
    ['client_assertion=abc&x=1', 'client_assertion=***'],
    [
      'https://h/?client_assertion=abc&x=1',
      'https://h/?client_assertion=***&x=1',
    ],
    ['{"password":"a\\"SECRET"}', '{"password":***}'],
    ['{"passwords":["a","SECRET"]}', '{"passwords":***}'],
    ['{"a":{"token":{"x":"SECRET"}},"b":1}', '{"a":{"token":***},"b":1}'],
    ['{ "api key" : "SECRET" , "port": 1 }', '{ "api key" : *** , "port": 1 }'],
    ['[{"pin":1234},{"port":5}]', '[{"pin":***},{"port":5}]'],
    ["{'password': 'it\\'s SECRET', 'x': 1}", "{'password': ***, 'x': 1}"],
    ['{password: my SECRET, user: ann}', '{password: ***, user: ann}'],
    ['{"password":"SECRET', '{"password":***'],
    ['{"password":["SECRET","x"', '{"password":***'],
    [
      '--config={"db":{"password":"SECRET"}}',
      '--config={"db":{"password":***}}',
    ],
    [
      '{"env":"{\\"password\\":\\"a\\\\\\"SECRET\\",\\"port\\":1}"}',
      '{"env":"{\\"password\\":***,\\"port\\":1}"}',
    ],
    [
      '{"url":"http://h/?token=SECRET","port":1}',
      '{"url":"http://h/?token=***","port":1}',
    ],
    [
      '{"headers":"Authorization: Bearer SECRET","port":1}',
      '{"headers":"Authorization: ***","port":1}',
    ],
    ['{"headers":{"Cookie":"a=1; b=SECRET"}}', '{"headers":{"Cookie":***}}'],
    ['a=1;Password=my SECRET,x;b=2', 'a=1;Password=***;b=2'],
    ['a=1,password=my SECRET;x,b=2', 'a=1,password=***,b=2'],
    ['--set=a=1,password=SECRET', '--set=a=1,password=***'],
    ['A=1\nDB_PASSWORD=SECRET\nB=2', 'A=1\nDB_PASSWORD=***\nB=2'],
    [
      'http://h/?next=http%3A%2F%2Fi%2F%3Ftoken%3DSECRET&x=1',
      'http://h/?next=***&x=1',
    ],
    [
      'http://h/?filter=%257B%2522password%2522%253A%2522SECRET%2522%257D',
      'http://h/?filter=***',
    ],
    [
      'http://h/?X-Amz-Signature=SECRET&x=1',
      'http://h/?X-Amz-Signature=***&x=1',
    ],
    ['http://h/?sv=1&sig=SECRET#top', 'http://h/?sv=1&sig=***#top'],
    ['http://h/#access_token=SECRET&x=1', 'http://h/#access_token=***&x=1'],
    ['x {"key":"-----BEGIN KEY-----\nSECRET"}', 'x {"key":***}'],
    ['x key=-----BEGIN KEY-----\nSECRET', 'x key=***'],
  ])('when the secret is in %s', (argument, redacted) => {
    expect(redactArgs([argument])).toEqual([redacted]);
  });
});

describe('redactArgs masks user information', () => {
  test.each<[string, string]>([
    ['postgres://ann:p@ss@db/x', 'postgres://***@db/x'],
    ['postgres://ann:pa/ss@db/x', 'postgres://***@db/x'],
    ['postgres://ann:pa?ss@db/x', 'postgres://***@db/x'],
    ['postgres://ann:pa#ss@db/x', 'postgres://***@db/x'],
    ['postgres://ann:/ss@db/x', 'postgres://***@db/x'],
    ['redis://:p/w@cache:6379', 'redis://***@cache:6379'],
    ['amqp://a:b@h1,amqp://c:d@h2', 'amqp://***@h2'],
    ['//ann:pw@host/x', '//***@host/x'],
    ['{"url":"mysql://ann:p@ss@db/x"}', '{"url":"mysql://***@db/x"}'],
    ['ssh://git@host/x', 'ssh://***@host/x'],
  ])('in %s and leaves the rest', (argument, redacted) => {
    expect(redactArgs([argument])).toEqual([redacted]);
  });

  test.each([
    'https://registry.example.com/@scope/name',
    'http://localhost:3000/@scope/name',
    'http://[::1]:3000/@scope/name',
    'https://example.com/?mail=ann@example.com',
    'ann@example.com',
  ])('nothing in %s, because it has none', (argument) => {
    expect(redactArgs([argument])).toEqual([argument]);
  });
});

describe('redactArgs decides by names that', () => {
  test.each([
    'signature',
    'X-Amz-Signature',
    'sig',
    'cookie',
    'Set-Cookie',
    'sessionCookie',
    'session',
    'session_id',
    'JSESSIONID',
    'connect.sid',
    'pin',
    'userPin',
    'otp',
    'TOTP_CODE',
    'one-time-code',
    'oneTimePassword',
    'verification_code',
    '2fa_code',
    'mfaCode',
    'passcode',
    'cvv',
    'csrf_token',
    'XSRF-TOKEN',
    'samlAssertion',
    'ssn',
    'salt',
    'nonce',
    'mnemonic',
    'seed-phrase',
    'AccountKey',
    'SharedAccessSignature',
    'mysql_pwd',
    'dbkey',
    'contraseña',
  ])('mark a secret, such as %s', (name) => {
    expect(redactArgs([`--${name}=SECRET`])).toEqual([`--${name}=***`]);
    expect(redactArgs([JSON.stringify({ [name]: 'SECRET' })])).toEqual([
      `{"${name}":***}`,
    ]);
    expect(redactArgs([`http://h/?a=1&${name}=SECRET`])).toEqual([
      `http://h/?a=1&${name}=***`,
    ]);
  });

  test.each([
    'port',
    'author',
    'monkey',
    'keyboard',
    'passport',
    'tokens-per-minute',
    'opinion',
    'spinner',
    'significant',
    'obsession',
    'country-code',
    'host',
  ])('do not mark a secret, such as %s', (name) => {
    expect(redactArgs([`--${name}=value`])).toEqual([`--${name}=value`]);
  });
});

describe('redactArgs takes linear time', () => {
  // In quadratic time, each case would take minutes.
  const SIZE = 200_000;

  test.each<[string, string]>([
    ['letters', 'a'.repeat(SIZE)],
    ['assignments', 'a='.repeat(SIZE / 2)],
    ['names with spaces', 'a '.repeat(SIZE / 2)],
    ['spaces', `a${' '.repeat(SIZE)}`],
    ['quotes', '"'.repeat(SIZE)],
    ['both quotes', `"'`.repeat(SIZE / 2)],
    ['unclosed quotes', `"${'a'.repeat(SIZE)}`],
    ['escaped quotes', '\\"'.repeat(SIZE / 2)],
    ['backslashes', '\\'.repeat(SIZE)],
    ['brackets', '{['.repeat(SIZE / 2)],
    ['slashes', '/'.repeat(SIZE)],
    ['URLs', '//a '.repeat(SIZE / 4)],
    ['URLs without a space', '//a:b'.repeat(SIZE / 5)],
    ['user information', '//a:b@'.repeat(SIZE / 6)],
    ['percent signs', '%'.repeat(SIZE)],
    ['encoded quotes', '%22'.repeat(SIZE / 3)],
    ['secrets', 'x key=a '.repeat(SIZE / 8)],
    ['secrets in quotes', '{"key":"a"},'.repeat(SIZE / 12)],
    ['quoted headers', '"key: a" '.repeat(SIZE / 9)],
    ['unclosed secrets', 'x {"key":['.repeat(SIZE / 10)],
    ['flags', '--key a '.repeat(SIZE / 8)],
    ['flags with spaces', `--key${' '.repeat(500)}`.repeat(SIZE / 500)],
    ['names as values', '{name:key,value:"'.repeat(SIZE / 16)],
    ['colons', ':'.repeat(SIZE)],
    ['emoji', '😀'.repeat(SIZE / 2)],
  ])('and leaves the number of characters bounded for %s', (_, argument) => {
    const [redacted] = redactArgs([argument]);

    expect(redacted!.length).toBeLessThanOrEqual(argument.length * 1.3 + 10);
  });
});

test('redactArgs keeps the number of arguments and never fails', () => {
  let random = 1;
  const next = (limit: number) => {
    random = (random * 48_271) % 2_147_483_647;
    return random % limit;
  };
  const parts =
    '{ } [ ] ( ) " \' \\ = : // @ ? & # ; , % %22 %3D - -- password key a 1 \n \ud800 😀 Bearer'.split(
      ' ',
    );
  for (let i = 0; i < 5000; i++) {
    const args = Array.from({ length: 1 + next(3) }, () =>
      Array.from({ length: next(20) }, () => parts[next(parts.length)]).join(
        '',
      ),
    );
    expect(redactArgs(args)).toHaveLength(args.length);
  }
});
