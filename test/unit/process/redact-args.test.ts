import { describe, expect, test } from 'vitest';
import { redactArgs } from '../../../src/process/redact-args.js';

describe('secrets are masked', () => {
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
  ])('%j', (args, redacted) => {
    expect(redactArgs(args)).toEqual(redacted);
  });
});

describe('the rest stays', () => {
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
  ])('%j', (args) => {
    expect(redactArgs(args)).toEqual(args);
  });
});
