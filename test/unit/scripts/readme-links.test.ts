import { describe, expect, test } from 'vitest';
import { brokenReadmeLinks } from '../../../scripts/readme-links.mjs';

describe('the links of the README', () => {
  const broken = (readme: string, repository?: string) =>
    brokenReadmeLinks({
      read: (file) =>
        file === 'README.md'
          ? readme
          : '# Guide\n## A port of `its` own!\n## 访问 控制\n## Twice\n## Twice\n```sh\n# not-a-heading\n```\n',
      files: ['README.md', 'docs/guide.md', 'docs/a b.png'],
      repository,
    });

  test('work for files, folders, headings and other sites', () => {
    expect(
      broken(`# Top
[a](docs/guide.md) [b](./docs/guide.md#a-port-of-its-own "title") [c](docs)
[d](#top) [e](https://example.com/x) [f](mailto:a@example.com)
[g](docs/guide.md#访问-控制) [h](docs/guide.md#twice-1)
![picture](docs/a%20b.png) [![badge](docs/a%20b.png)](docs/guide.md)
<img src="docs/a b.png"> <a href="docs/guide.md">x</a>
\`[code](missing.md)\`

\`\`\`md
[code](missing.md)
\`\`\`

[h]: docs/guide.md
`),
    ).toEqual([]);
  });

  test.each([
    [
      '[a](docs/missing.md)',
      'docs/missing.md: the repository has no such file',
    ],
    [
      '![a](docs/missing.png)',
      'docs/missing.png: the repository has no such file',
    ],
    ['<img src="x.png">', 'x.png: the repository has no such file'],
    ['[a]: x.md', 'x.md: the repository has no such file'],
    ['[a](../outside.md)', '../outside.md: the repository has no such file'],
    ['[a](#missing)', '#missing: README.md has no such heading'],
    [
      '[a](docs/guide.md#not-a-heading)',
      'docs/guide.md#not-a-heading: docs/guide.md has no such heading',
    ],
    [
      '<source srcset="docs/a.png">',
      'docs/a.png: the registry does not resolve srcset',
    ],
  ])('fail for %s', (readme, problem) => {
    expect(broken(readme)).toEqual([problem]);
  });

  test('fail for relative addresses of a repository outside of GitHub', () => {
    const readme = '# Top\n[a](docs/guide.md) [b](#top)';
    expect(broken(readme, 'git+https://github.com/acme/x.git')).toEqual([]);
    expect(broken(readme, 'git+https://example.com/acme/x.git')).toEqual([
      'docs/guide.md: git+https://example.com/acme/x.git is not on GitHub',
    ]);
  });
});
