import type {
  CanActivate,
  ConfigurableModuleAsyncOptions,
  ModuleMetadata,
  Type,
} from '@nestjs/common';
import { DEFAULT_DEADLINE_MS } from '../registry/expvar.registry.js';
import {
  arrayOf,
  boolean,
  type Check,
  type Checked,
  CheckedOption,
  integerBetween,
  checkMembers,
  isObject,
  memberOf,
  numberBetween,
  objectOf,
  optional,
  rejectUnknownNames,
  text,
  throwMistakes,
  withDefault,
} from '../support/checks.js';
import { describeValue } from '../support/describe-value.js';
import { ACCESS_CHECKS, type AccessOptions } from './access.options.js';
import { dashboard, type DashboardOptions } from './dashboard.options.js';
import {
  HTTP_METRICS_CHECKS,
  type HttpMetricsOptions,
} from './http-metrics.options.js';
import { PROCESS_CHECKS, type RuntimeOptions } from './process.options.js';
import {
  PROMETHEUS_CHECKS,
  type PrometheusModuleOptions,
} from './prometheus.options.js';

/** The options of `forRoot`, and of what a factory of `forRootAsync` returns. */
export interface ExpvarModuleOptions
  extends
    AccessOptions,
    RuntimeOptions,
    HttpMetricsOptions,
    PrometheusModuleOptions {
  /**
   * The time that a document waits for async variables, in milliseconds from 50
   * to 10,000. A variable without a value by then fails in that document.
   *
   * @default 500
   */
  readonly deadline?: number;

  /**
   * True if the dashboard samples stored numbers each second while nobody
   * watches, so that it opens with the last ten minutes. Without it no timer
   * runs, and the history begins when somebody opens the dashboard.
   *
   * @default true
   */
  readonly history?: boolean;

  /**
   * Serves the document and the dashboard on a separate port. The
   * application's port then serves neither, unless `controller` is `true`.
   *
   * @example { port: 9100 }
   */
  readonly server?: ExpvarServerOptions;
}

/** The options that must be known before a factory of `forRootAsync` runs. */
export interface ExpvarModuleExtras {
  /**
   * The path of the document. The dashboard is at `<path>/ui`.
   *
   * @default '/debug/vars'
   */
  readonly path?: string;

  /**
   * True if the application's global prefix applies to the path.
   *
   * @default false
   */
  readonly useGlobalPrefix?: boolean;

  /**
   * True if the application's own port serves the document and the dashboard.
   *
   * @default true, or false with the option `server`
   */
  readonly controller?: boolean;

  /**
   * True or settings if there is a dashboard for browsers at `<path>/ui`.
   *
   * @default true
   * @example { limits: { cpu: { warning: 0.6, critical: 0.9 } } }
   */
  readonly dashboard?: boolean | DashboardOptions;

  /**
   * Guards of the document and the dashboard on the application's port, besides
   * the application's global ones.
   *
   * @default []
   */
  readonly guards?: readonly (Type<CanActivate> | CanActivate)[];

  /**
   * Class decorators of the controller.
   *
   * @default []
   * @example [SkipThrottle()]
   */
  readonly decorators?: readonly ClassDecorator[];

  /**
   * Modules whose exports the guards, or the factory of `forRootAsync`, inject.
   *
   * @default []
   */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;

  /**
   * True if every module can inject {@link ExpvarRegistry} without an import.
   *
   * @default true
   */
  readonly isGlobal?: boolean;
}

/** The options of `forRootAsync`: one source of options, and the extras. */
export interface ExpvarModuleAsyncOptions
  extends
    ConfigurableModuleAsyncOptions<ExpvarModuleOptions, 'createExpvarOptions'>,
    Omit<ExpvarModuleExtras, 'imports'> {}

export interface ExpvarServerOptions {
  /**
   * The port, from 0 to 65535; 0 takes a free one. A string of digits is
   * accepted, because ports come from the environment.
   */
  readonly port: number | string;

  /**
   * The address to listen on. An address that is not loopback requires the
   * option `access`.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string;
}

/** Returns the options for `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface ExpvarOptionsFactory {
  createExpvarOptions(): ExpvarModuleOptions | Promise<ExpvarModuleOptions>;
}

const port: Check<number> = (value, option) =>
  integerBetween(0, 65_535)(
    typeof value === 'string' && /^\d{1,5}$/.test(value)
      ? Number(value)
      : value,
    option,
  );

const SERVER_CHECKS = {
  port,
  host: withDefault('127.0.0.1', text("an address such as '127.0.0.1'", /./s)),
} satisfies Record<keyof ExpvarServerOptions, Check<unknown>>;

const OPTION_CHECKS = {
  ...ACCESS_CHECKS,
  ...PROCESS_CHECKS,
  ...HTTP_METRICS_CHECKS,
  ...PROMETHEUS_CHECKS,
  deadline: withDefault(
    DEFAULT_DEADLINE_MS,
    numberBetween(50, 10_000, 'a number of milliseconds from 50 to 10000'),
  ),
  history: withDefault(true, boolean),
  server: optional(objectOf('an object such as { port: 9100 }', SERVER_CHECKS)),
} satisfies Record<keyof ExpvarModuleOptions, Check<unknown>>;

const path: Check<string> = (value, option) => {
  const segments = typeof value === 'string' ? trimSlashes(value) : '';
  // These characters need no escaping in a URL and mean nothing to a router.
  return /^[\w.~-]+(?:\/[\w.~-]+)*$/.test(segments)
    ? `/${segments}`
    : option.rejectValue(
        "a plain path such as '/debug/vars', without parameters or wildcards",
        value,
      );
};

/**
 * @param what describes the array
 * @param item describes an item
 */
function array<T>(
  what: string,
  item: string,
  isItem: (value: unknown) => boolean,
): Check<readonly T[]> {
  return withDefault<readonly T[]>(
    [],
    arrayOf(what, (value, option) =>
      isItem(value)
        ? (value as T)
        : option.reject(
            `each item must be ${item}; one is ${describeValue(value)}`,
          ),
    ),
  );
}

const isFunction = (value: unknown) => typeof value === 'function';

const EXTRA_CHECKS = {
  path: withDefault('/debug/vars', path),
  useGlobalPrefix: withDefault(false, boolean),
  controller: optional(boolean),
  dashboard,
  guards: array<Type<CanActivate> | CanActivate>(
    'an array of guards',
    'a guard, as a class or an object with canActivate',
    (value) =>
      isFunction(value) ||
      (isObject(value) && isFunction(memberOf(value, 'canActivate'))),
  ),
  decorators: array<ClassDecorator>(
    'an array of class decorators',
    'a class decorator such as SkipThrottle()',
    isFunction,
  ),
  imports: array<NonNullable<ModuleMetadata['imports']>[number]>(
    'an array of modules',
    'a module; if it is imported from a file that imports this one, use forwardRef()',
    (value) => isFunction(value) || isObject(value),
  ),
  isGlobal: withDefault(true, boolean),
} satisfies Record<keyof ExpvarModuleExtras, Check<unknown>>;

/** The extras with defaults. `path` begins with a slash and ends without one. */
export type ResolvedExtras = Checked<typeof EXTRA_CHECKS>;

/** All options with defaults. */
export type ResolvedOptions = Checked<typeof OPTION_CHECKS> & ResolvedExtras;

/** The token of {@link ResolvedOptions}. */
export const EXPVAR_OPTIONS = Symbol('EXPVAR_OPTIONS');

/** The extras, and what is wrong with the call that has them. */
export interface StaticOptions {
  readonly extras: ResolvedExtras;
  /** The mistakes, which the application reports when it starts. */
  readonly mistakes: readonly string[];
}

const OPTION_NAMES = Object.keys(OPTION_CHECKS);
const EXTRA_NAMES = Object.keys(EXTRA_CHECKS);
const ALL_NAMES = [...OPTION_NAMES, ...EXTRA_NAMES];

const ASYNC_NAMES = Object.keys({
  useFactory: true,
  useClass: true,
  useExisting: true,
  inject: true,
  imports: true,
  provideInjectionTokensFrom: true,
} satisfies Record<
  keyof ConfigurableModuleAsyncOptions<ExpvarModuleOptions>,
  true
>);

const SOURCES = ['useFactory', 'useClass', 'useExisting'];

/** Checks the extras of `forRoot`. */
export function checkForRoot(options: unknown): StaticOptions {
  return checkExtras(options, (given, option) =>
    rejectUnknownNames(given, ALL_NAMES, option),
  );
}

/** Checks the extras of `forRootAsync`, and that there is a source of options. */
export function checkForRootAsync(options: unknown): StaticOptions {
  return checkExtras(options, (given, option) => {
    for (const name of Object.keys(given)) {
      if (OPTION_NAMES.includes(name)) {
        option
          .member(name)
          .reject('the factory of forRootAsync must return it; move it there');
      } else if (![...ASYNC_NAMES, ...EXTRA_NAMES].includes(name)) {
        option.rejectName(name, [...ASYNC_NAMES, ...EXTRA_NAMES]);
      }
    }
    if (!SOURCES.some((name) => memberOf(given, name) !== undefined)) {
      option.mistakes.push(
        'has no source of options; pass useFactory, useClass or useExisting to forRootAsync',
      );
    }
  });
}

function checkExtras(
  options: unknown,
  checkNames: (options: object, option: CheckedOption) => void,
): StaticOptions {
  const option = new CheckedOption([]);
  const given = isObject(options) ? options : {};
  checkNames(given, option);
  const extras = checkMembers(given, EXTRA_CHECKS, option);
  const { mistakes } = option;
  return mistakes.length === 0
    ? { extras, mistakes }
    : { extras: checkMembers({}, EXTRA_CHECKS, option), mistakes };
}

/**
 * Checks the options of `forRoot`.
 *
 * @throws Error with all mistakes, those in the extras included
 */
export function resolveOptions(
  options: unknown,
  { extras, mistakes }: StaticOptions,
): ResolvedOptions {
  if (!isObject(options)) {
    throw new Error(
      `expvar: the options of ExpvarModule must be an object, not ${describeValue(options)}; pass one to forRoot, or return one from the factory of forRootAsync`,
    );
  }
  const option = new CheckedOption([...mistakes]);
  const resolved = checkMembers(options, OPTION_CHECKS, option);
  checkCombinations(resolved, extras, option);
  throwMistakes('ExpvarModule', option.mistakes);
  return { ...resolved, ...extras };
}

/**
 * Checks the options that a factory of `forRootAsync` returned.
 *
 * @throws Error with all mistakes, those in the extras included
 */
export function resolveFactoryOptions(
  options: unknown,
  { extras, mistakes }: StaticOptions,
): ResolvedOptions {
  const option = new CheckedOption([...mistakes]);
  for (const name of isObject(options) ? Object.keys(options) : []) {
    if (EXTRA_NAMES.includes(name)) {
      option
        .member(name)
        .reject(
          `it is needed before the factory runs; write it beside the factory: forRootAsync({ ${name}, useFactory })`,
        );
    } else if (!OPTION_NAMES.includes(name)) {
      option.rejectName(name, OPTION_NAMES);
    }
  }
  return resolveOptions(options, { extras, mistakes: option.mistakes });
}

/** Options may be undefined here, because their own mistakes are listed too. */
function checkCombinations(
  { access, cmdline, name, server }: Partial<Checked<typeof OPTION_CHECKS>>,
  { controller, guards }: ResolvedExtras,
  option: CheckedOption,
): void {
  if (name !== undefined && cmdline === false) {
    option
      .member('name')
      .reject('clients read it from cmdline, which is off; remove one of them');
  }
  if (server === undefined) {
    return;
  }
  const { host }: { readonly host?: string } = server;
  const admitsOnlyLoopback =
    access?.type === 'addresses' && access.networks.length === 0;
  if (admitsOnlyLoopback && host !== undefined && !LOOPBACK_HOSTS.has(host)) {
    option
      .member('access')
      .reject(
        `it must be set, to { token } or { allow }, when server.host is ${host}; the default, 'loopback', answers only at 127.0.0.1, ::1 and localhost`,
      );
  }
  if (guards.length > 0 && controller !== true) {
    option
      .member('guards')
      .reject(
        "Nest's guards do not protect the option server; protect it with access, or set controller: true to serve and guard the application's port as well",
      );
  }
}

/** No other address of 127/8: a client could not name it as the Host. */
const LOOPBACK_HOSTS = new Set(['localhost', '::1', '127.0.0.1']);

function trimSlashes(text: string): string {
  return text.replace(/^\/|\/$/g, '');
}
