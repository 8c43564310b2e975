import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { nestAdd } from '../../../schematics/nest-add/index.js';
import type { Directory } from '../../../schematics/nest-add/tree.js';

const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
await app.listen(process.env.PORT ?? 3000);
`;

/** An application with `src/main.ts` and `src/app.module.ts`. */
function runOn(module: string, main = MAIN, sourceRoot?: string) {
  return run(
    { '/src/main.ts': main, '/src/app.module.ts': module },
    sourceRoot,
  );
}

function run(files: Record<string, string>, sourceRoot?: string) {
  const contents = new Map(Object.entries(files));
  const changed: string[] = [];
  const lines: string[] = [];
  const children = (folder: string) =>
    [...contents.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1).split('/'));
  const directory = (path: string): Directory => ({
    path,
    subdirs: [
      ...new Set(
        children(path).flatMap(([name, ...rest]) =>
          rest.length > 0 ? [name!] : [],
        ),
      ),
    ],
    subfiles: children(path).flatMap(([name, ...rest]) =>
      rest.length === 0 ? [name!] : [],
    ),
    dir: (name) => directory(`${path}/${name}`),
  });
  const tree = {
    read: (path: string) => {
      const text = contents.get(path.replace(/^\/?/, '/'));
      return text === undefined ? null : Buffer.from(text);
    },
    overwrite: (path: string, text: string) => {
      contents.set(path.replace(/^\/?/, '/'), text);
      changed.push(path);
    },
    getDir: (path: string) => directory(path.replace(/^\/?/, '/')),
  };
  const logger = {
    info: (line: string) => lines.push(`info: ${line}`),
    warn: (line: string) => lines.push(`warn: ${line}`),
  };
  nestAdd(sourceRoot === undefined ? {} : { sourceRoot })(tree, { logger });
  return {
    files: Object.fromEntries(contents),
    changed,
    log: lines.join('\n'),
  };
}

function syntaxErrors(text: string): string[] {
  const { diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: {
      experimentalDecorators: true,
      module: ts.ModuleKind.ESNext,
    },
  });
  return (diagnostics ?? []).map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

interface Shape {
  name: string;
  before: string;
  after: string;
}

const shapes: Shape[] = [
  {
    name: 'the module of nest new',
    before: `import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';

@Module({
  imports: [],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';

@Module({
  imports: [ExpvarModule.forRoot()],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`,
  },
  {
    name: 'imports in one line',
    before: `import { Module } from '@nestjs/common';
@Module({ imports: [ A, B ] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({ imports: [ ExpvarModule.forRoot(), A, B ] })
export class AppModule {}
`,
  },
  {
    name: 'imports in several lines, with calls and objects',
    before: `import { Module } from '@nestjs/common';
@Module({
\tproviders: [],
\timports: [
\t\tConfigModule.forRoot({ isGlobal: true, load: [() => ({ a: [1, 2] })] }),
\t\tB,
\t],
})
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({
\tproviders: [],
\timports: [
\t\tExpvarModule.forRoot(),
\t\tConfigModule.forRoot({ isGlobal: true, load: [() => ({ a: [1, 2] })] }),
\t\tB,
\t],
})
export class AppModule {}
`,
  },
  {
    name: 'comments that look like code',
    before: `// import { Module } from '@nestjs/common';
/* @Module({ imports: [] }) class AppModule {} */
// What to import
import { Module /* ; */ } from '@nestjs/common'; /* Nest's )
*/
@Module({
  // imports: [Old],
  imports: [ // the modules ]
    /* the
       first: [ */
    A, // it's A {
  ],
})
export class AppModule {}
`,
    after: `// import { Module } from '@nestjs/common';
/* @Module({ imports: [] }) class AppModule {} */
// What to import
import { Module /* ; */ } from '@nestjs/common'; /* Nest's )
*/
import { ExpvarModule } from 'nestjs-expvar';
@Module({
  // imports: [Old],
  imports: [ // the modules ]
    ExpvarModule.forRoot(),
    /* the
       first: [ */
    A, // it's A {
  ],
})
export class AppModule {}
`,
  },
  {
    name: 'a comment before the first module of a line',
    before: `import { Module } from '@nestjs/common';
@Module({ imports: [/* [a
b] */ A] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({ imports: [ExpvarModule.forRoot(), /* [a
b] */ A] })
export class AppModule {}
`,
  },
  {
    name: 'strings, templates and regular expressions with brackets',
    before: `import { Module } from '@nestjs/common';
const pattern = /[/'"\`{]\\/(/g.source;
const label = \`}]) \${[1].map((n) => \`(\${n}\`)} "\`;
@Module({
  providers: [{ provide: ']})', useValue: "imports: [ it's \\" }" }],
  imports: [A.register('[', /[)\\]]/)],
})
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
const pattern = /[/'"\`{]\\/(/g.source;
const label = \`}]) \${[1].map((n) => \`(\${n}\`)} "\`;
@Module({
  providers: [{ provide: ']})', useValue: "imports: [ it's \\" }" }],
  imports: [ExpvarModule.forRoot(), A.register('[', /[)\\]]/)],
})
export class AppModule {}
`,
  },
  {
    name: 'CRLF line ends',
    before: `import { Module } from '@nestjs/common';\r
@Module({\r
  imports: [\r
    A,\r
  ],\r
})\r
export class AppModule {}\r
`,
    after: `import { Module } from '@nestjs/common';\r
import { ExpvarModule } from 'nestjs-expvar';\r
@Module({\r
  imports: [\r
    ExpvarModule.forRoot(),\r
    A,\r
  ],\r
})\r
export class AppModule {}\r
`,
  },
  {
    name: 'double quotes and a quoted key',
    before: `import { Module } from "@nestjs/common";
@Module({ "imports": [] })
export class AppModule {}
`,
    after: `import { Module } from "@nestjs/common";
import { ExpvarModule } from "nestjs-expvar";
@Module({ "imports": [ExpvarModule.forRoot()] })
export class AppModule {}
`,
  },
  {
    name: 'no semicolons',
    before: `import { Module } from '@nestjs/common'
import { A } from './a.js'

@Module({ imports: [A] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common'
import { ExpvarModule } from 'nestjs-expvar'
import { A } from './a.js'

@Module({ imports: [ExpvarModule.forRoot(), A] })
export class AppModule {}
`,
  },
  {
    name: 'no imports',
    before: `import {
  Global,
  Module,
} from '@nestjs/common';
@Module({
  providers: [{ provide: 'x', useValue: { imports: [1] } }],
})
@Global()
export default class AppModule {}
`,
    after: `import {
  Global,
  Module,
} from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({
  imports: [ExpvarModule.forRoot()],
  providers: [{ provide: 'x', useValue: { imports: [1] } }],
})
@Global()
export default class AppModule {}
`,
  },
  {
    name: 'empty metadata',
    before: `import { Module } from '@nestjs/common';
@Module({})
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({ imports: [ExpvarModule.forRoot()] })
export class AppModule {}
`,
  },
  {
    name: 'empty imports in several lines',
    before: `import { Module } from '@nestjs/common';
@Module({
  imports: [
    // None yet.
  ],
})
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({
  imports: [
    ExpvarModule.forRoot(),
    // None yet.
  ],
})
export class AppModule {}
`,
  },
  {
    name: 'a spread among the imports',
    before: `import { Module } from '@nestjs/common';
@Module({ ...base, imports: [...common, A] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({ ...base, imports: [ExpvarModule.forRoot(), ...common, A] })
export class AppModule {}
`,
  },
  {
    name: 'nested imports before the own ones, and other modules in the file',
    before: `import { Module } from '@nestjs/common';
@Module({ imports: [A] })
class OtherModule {}

@Module({
  providers: [x({ imports: [Nested] })],
  imports: [JwtModule.registerAsync({ imports: [ConfigModule] }), OtherModule],
})
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
@Module({ imports: [A] })
class OtherModule {}

@Module({
  providers: [x({ imports: [Nested] })],
  imports: [ExpvarModule.forRoot(), JwtModule.registerAsync({ imports: [ConfigModule] }), OtherModule],
})
export class AppModule {}
`,
  },
  {
    name: 'variables of feature modules and an import of ExpvarModule',
    before: `import { Module } from '@nestjs/common';
import { ExpvarModule, ExposeVar } from 'nestjs-expvar';
@Module({ imports: [ExpvarModule.forFeature([])] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { ExpvarModule, ExposeVar } from 'nestjs-expvar';
@Module({ imports: [ExpvarModule.forRoot(), ExpvarModule.forFeature([])] })
export class AppModule {}
`,
  },
];

describe.each(shapes)('a module with $name', ({ before, after }) => {
  test('gets ExpvarModule.forRoot() and its import', () => {
    const { files, log } = runOn(before);
    expect(files['/src/app.module.ts']).toBe(after);
    expect(syntaxErrors(after)).toEqual([]);
    expect(log).toMatch(
      /^info: .*added ExpvarModule\.forRoot\(\) to AppModule/,
    );
  });

  test('stays as it is in a second run', () => {
    const { changed, log } = runOn(after);
    expect(changed).toEqual([]);
    expect(log).toBe(
      'info: nestjs-expvar: src/app.module.ts has ExpvarModule.forRoot() already; nothing to do.',
    );
  });
});

const IMPORT = "import { Module } from '@nestjs/common';\n";

test.each([
  [
    'imports: VARIABLE',
    '@Module({ imports: MODULES })',
    'its imports are not an array literal',
  ],
  [
    'imports in shorthand',
    '@Module({ imports })',
    'its imports are not an array literal',
  ],
  [
    'an expression that begins with an array',
    '@Module({ imports: [[A], []][0] })',
    'its imports are not an array literal',
  ],
  [
    'a spread that may contain imports',
    '@Module({ ...base })',
    'its imports may come from a spread',
  ],
  [
    'a computed key',
    "@Module({ ['imports']: [] })",
    'its imports may come from a spread',
  ],
  [
    'metadata in a variable',
    '@Module(metadata)',
    'the argument of @Module() of AppModule is not an object literal',
  ],
  [
    'another decorator',
    '@RootModule({})',
    'it has no class AppModule with @Module()',
  ],
  [
    'ExpvarModule without forRoot()',
    '@Module({ imports: [ExpvarModule] })',
    'it imports ExpvarModule without forRoot()',
  ],
  [
    'brackets that do not match',
    '@Module({ imports: [) })',
    'its brackets do not match',
  ],
  [
    'a bracket that stays open',
    '@Module({ imports: [] }); (',
    'its brackets do not match',
  ],
  [
    'an object in a template literal',
    '@Module({ imports: [a`${f({})}`] })',
    'it has a literal that needs a parser',
  ],
])(
  'leaves a module with %s and says what to write',
  (_name, decorator, reason) => {
    const { changed, log } = runOn(
      `${IMPORT}${decorator}\nexport class AppModule {}\n`,
    );
    expect(changed).toEqual([]);
    expect(log)
      .toBe(`warn: nestjs-expvar: nothing was changed, because nest add does not understand src/app.module.ts: ${reason}. Add this to the root module by hand:

  import { ExpvarModule } from 'nestjs-expvar';

  @Module({
    imports: [ExpvarModule.forRoot()],
  })
`);
  },
);

test('leaves a module that does not import @nestjs/common', () => {
  const { changed, log } = runOn(
    "import { Module } from './nest.js';\n@Module({})\nexport class AppModule {}\n",
  );
  expect(changed).toEqual([]);
  expect(log).toContain(
    'src/app.module.ts: it does not import @nestjs/common.',
  );
});

const MODULE = `${IMPORT}@Module({ imports: [] })\nexport class AppModule {}\n`;
const ADDED = `${IMPORT}import { ExpvarModule } from 'nestjs-expvar';
@Module({ imports: [ExpvarModule.forRoot()] })
export class AppModule {}
`;

test.each([
  [
    'without an extension',
    "import { AppModule } from './app.module';",
    'NestFactory.create(AppModule)',
  ],
  [
    'with double quotes and others',
    'import { other, AppModule } from "./app.module"',
    'NestFactory.create(AppModule, new FastifyAdapter())',
  ],
  [
    'under an alias',
    "import { AppModule as Root } from './app.module.js';",
    'NestFactory.create<NestExpressApplication>(\n  // Starts here.\n  Root,\n)',
  ],
  [
    'as the default export',
    "import AppModule, { x } from './app.module.js';",
    'NestFactory\n  .create(AppModule)',
  ],
  [
    'from the root of the project',
    "import { AppModule } from 'src/app.module';",
    'NestFactory.create(AppModule)',
  ],
  [
    'as a dynamic module',
    "import { AppModule } from './app.module.js';",
    'NestFactory.create(AppModule.forRoot())',
  ],
])('finds a module that main.ts imports %s', (_name, statement, call) => {
  const main = `// import { AppModule } from './old.js'; NestFactory.create(Old);
import { NestFactory } from '@nestjs/core';
${statement}
const app = await ${call};
`;
  expect(runOn(MODULE, main).files['/src/app.module.ts']).toBe(ADDED);
});

test('finds a module in main.ts itself', () => {
  const { files } = run({
    '/src/main.ts': `import { NestFactory } from '@nestjs/core';\n${MODULE}await NestFactory.create(AppModule);\n`,
  });
  expect(files['/src/main.ts']).toBe(
    `import { NestFactory } from '@nestjs/core';\n${ADDED}await NestFactory.create(AppModule);\n`,
  );
});

test('finds main.ts of a project of a monorepo', () => {
  const { files } = run(
    {
      '/apps/api/src/main.ts': MAIN,
      '/apps/api/src/app.module.ts': MODULE,
      '/apps/other/src/app.module.ts': ADDED,
    },
    'apps/api/src',
  );
  expect(files['/apps/api/src/app.module.ts']).toBe(ADDED);
});

test.each(['forRoot({ http: true })', 'forRootAsync({ useFactory })'])(
  'changes nothing if another module registers %s',
  (call) => {
    const { changed, log } = run({
      '/src/main.ts': MAIN,
      '/src/app.module.ts': MODULE,
      '/src/monitor/monitor.module.ts': `@Module({ imports: [ExpvarModule.${call}] })`,
    });
    expect(changed).toEqual([]);
    expect(log).toContain(
      'src/monitor/monitor.module.ts has ExpvarModule.forRoot() already',
    );
  },
);

test('does not count a test, a comment or a build as a registration', () => {
  const { files } = run({
    '/src/main.ts': MAIN,
    '/src/app.module.ts': MODULE,
    '/src/app.module.spec.ts':
      'Test.createTestingModule({ imports: [ExpvarModule.forRoot()] })',
    '/src/notes.ts': '// ExpvarModule.forRoot()\n(',
    '/src/node_modules/x/index.ts': 'ExpvarModule.forRoot()',
  });
  expect(files['/src/app.module.ts']).toBe(ADDED);
});

test.each([
  ['a missing main.ts', undefined, 'src/main.ts: it does not exist.'],
  [
    'a main.ts without NestFactory.create()',
    "import './bootstrap.js';\n",
    'src/main.ts: it does not call NestFactory.create() with the class of one module.',
  ],
  [
    'a main.ts that starts two modules',
    `${MAIN}await NestFactory.create(Other);\n`,
    'src/main.ts: it does not call NestFactory.create() with the class of one module.',
  ],
  [
    'a module from a package',
    MAIN.replace('./app.module.js', '@acme/app'),
    'src/main.ts: @acme/app is not a file of the application.',
  ],
  [
    'a module that is made by a function',
    MAIN.replace('(AppModule)', '(createModule())'),
    'src/main.ts: it has no class createModule with @Module().',
  ],
])('leaves %s and says why', (_name, main, message) => {
  const { changed, log } = run({
    ...(main === undefined ? {} : { '/src/main.ts': main }),
    '/src/app.module.ts': MODULE,
  });
  expect(changed).toEqual([]);
  expect(log).toContain(message);
  expect(log).toContain('imports: [ExpvarModule.forRoot()],');
});

test('recommends an own port for an application without an HTTP server', () => {
  const { changed, log } = runOn(
    MODULE,
    MAIN.replace('create(', 'createMicroservice('),
  );
  expect(changed).toEqual([]);
  expect(log).toContain(
    'NestFactory.createMicroservice() starts no HTTP server',
  );
  expect(log).toContain(
    'imports: [ExpvarModule.forRoot({ server: { port: 9100 } })],',
  );
});
