import type { CanActivate, ModuleMetadata, Type } from '@nestjs/common';
import { messages } from './expvar.messages.js';
import {
  type AccessOptions,
  type ResolvedAccess,
  resolveAccess,
} from './http/access/access.options.js';
import { DEFAULT_DEADLINE_MS } from './registry/expvar.registry.js';
import {
  type RequestsOptions,
  type ResolvedHttpVarsOptions,
  resolveRequests,
} from './http-metrics/http-metrics.options.js';
import {
  type ResolvedRuntimeOptions,
  resolveRuntimeOptions,
  type RuntimeOptions,
} from './process/process.options.js';

/** What `forRoot` takes, and a factory of `forRootAsync` gives. */
export interface ExpvarModuleOptions
  extends AccessOptions, RuntimeOptions, RequestsOptions {
  /**
   * How long a document waits for async variables, in milliseconds from 50 to
   * 10000. One that has not settled then has failed in that document.
   *
   * @default 500
   */
  readonly deadline?: number;

  /**
   * Whether the dashboard has the last ten minutes of numbers that are stored,
   * sampled each second, when somebody opens it. Without, it begins when it is
   * opened, and there is no timer before.
   *
   * @default true
   */
  readonly history?: boolean;

  /**
   * Serves the page on a port of its own. The application's port then has none
   * of it, unless `controller` is `true`.
   */
  readonly server?: ExpvarServerOptions;
}

/** What has to be known before asynchronous options are. */
export interface ExpvarModuleExtras {
  /**
   * Where the page is.
   *
   * @default '/debug/vars'
   */
  readonly path?: string;

  /**
   * Whether the application's global prefix applies to the page.
   *
   * @default false
   */
  readonly useGlobalPrefix?: boolean;

  /**
   * Whether the application's own port serves the page.
   *
   * @default true, or false when there is a `server`
   */
  readonly controller?: boolean;

  /**
   * Whether there is a page for browsers at `<path>/ui`, which shows all
   * variables as they change.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /** Guards of the page, beside the application's global ones. */
  readonly guards?: readonly (Type<CanActivate> | CanActivate)[];

  /** Class decorators of the page's controller, such as `SkipThrottle()`. */
  readonly decorators?: readonly ClassDecorator[];

  /** Modules with what the guards inject. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;

  /**
   * Whether {@link ExpvarRegistry} can be injected in every module.
   *
   * @default true
   */
  readonly isGlobal?: boolean;
}

export interface ExpvarServerOptions {
  /** The port; 0 takes a free one. */
  readonly port: number;

  /**
   * The address to listen on. One that is not loopback needs `access` to be
   * set as well.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string;
}

/** Makes options in `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface ExpvarOptionsFactory {
  createExpvarOptions(): ExpvarModuleOptions | Promise<ExpvarModuleOptions>;
}

/** The options checked, with defaults. */
export interface ResolvedOptions {
  readonly access: ResolvedAccess;
  readonly runtime: ResolvedRuntimeOptions;
  readonly http: ResolvedHttpVarsOptions | undefined;
  readonly deadline: number;
  readonly history: boolean;
  readonly server: Required<ExpvarServerOptions> | undefined;
}

/** The extras checked, with defaults. */
export interface ResolvedExtras {
  /** With a leading slash and without a trailing one. */
  readonly path: string;
  readonly isGlobal: boolean;
  readonly useGlobalPrefix: boolean;
  readonly dashboard: boolean;
  /** Undefined leaves it to whether there is a `server`. */
  readonly controller: boolean | undefined;
}

/** The token of {@link ResolvedOptions}. */
export const EXPVAR_OPTIONS = Symbol('EXPVAR_OPTIONS');

/** The token of {@link ResolvedExtras}. */
export const EXPVAR_EXTRAS = Symbol('EXPVAR_EXTRAS');

const OPTIONS: readonly string[] = [
  'access',
  'allowedHosts',
  'closeOnUnmarkedProxy',
  'name',
  'cmdline',
  'memstats',
  'node',
  'http',
  'deadline',
  'history',
  'server',
] satisfies (keyof ExpvarModuleOptions)[];

const EXTRAS: readonly string[] = [
  'path',
  'useGlobalPrefix',
  'controller',
  'dashboard',
  'guards',
  'decorators',
  'imports',
  'isGlobal',
] satisfies (keyof ExpvarModuleExtras)[];

/** @throws Error that names the option and what it may be */
export function resolveOptions(options: ExpvarModuleOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new Error(messages.noOptions);
  }
  for (const option of Object.keys(options)) {
    if (!OPTIONS.includes(option)) {
      throw new Error(messages.unknownOption(option, [...OPTIONS, ...EXTRAS]));
    }
  }
  return {
    access: resolveAccess(options),
    runtime: resolveRuntimeOptions(options),
    http: resolveRequests(options),
    deadline: resolveDeadline(options.deadline),
    history: flag('history', options.history ?? true),
    server: resolveServer(options.server, options.access),
  };
}

/** @throws Error that names the option and what it may be */
export function resolveExtras(extras: ExpvarModuleExtras): ResolvedExtras {
  const { controller, path = '/debug/vars', useGlobalPrefix = false } = extras;
  for (const option of ['guards', 'decorators', 'imports'] as const) {
    if (!Array.isArray(extras[option] ?? [])) {
      throw new Error(messages.badOption(option, 'it must be an array'));
    }
  }
  return {
    path: resolvePath(path),
    isGlobal: flag('isGlobal', extras.isGlobal ?? true),
    useGlobalPrefix: flag('useGlobalPrefix', useGlobalPrefix),
    dashboard: flag('dashboard', extras.dashboard ?? true),
    controller:
      controller === undefined ? undefined : flag('controller', controller),
  };
}

function resolvePath(path: string): string {
  const segments = typeof path === 'string' ? path.replace(/^\/|\/$/g, '') : '';
  // Letters that need no escaping in a URL, and mean nothing to a router.
  if (!/^[\w.~-]+(?:\/[\w.~-]+)*$/.test(segments)) {
    throw new Error(
      messages.badOption(
        'path',
        "it must be a plain path such as '/debug/vars', without parameters or wildcards",
      ),
    );
  }
  return `/${segments}`;
}

function resolveDeadline(deadline = DEFAULT_DEADLINE_MS): number {
  if (!(typeof deadline === 'number' && deadline >= 50 && deadline <= 10_000)) {
    throw new Error(
      messages.badOption('deadline', 'it must be 50 to 10000 milliseconds'),
    );
  }
  return deadline;
}

function resolveServer(
  server: ExpvarServerOptions | undefined,
  access: AccessOptions['access'],
): ResolvedOptions['server'] {
  if (server === undefined) {
    return undefined;
  }
  const { port, host = '127.0.0.1' } = server ?? {};
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(
      messages.badOption(
        'server.port',
        'it must be a whole number from 0 to 65535',
      ),
    );
  }
  if (typeof host !== 'string' || host === '') {
    throw new Error(
      messages.badOption(
        'server.host',
        "it must be an address such as '127.0.0.1'",
      ),
    );
  }
  if (!isLoopbackHost(host) && (access ?? 'loopback') === 'loopback') {
    throw new Error(
      messages.badOption(
        'access',
        `it must be set, to { token } or { allow }, when server.host is ${host}; the default, 'loopback', answers at 127.0.0.1, ::1 and localhost alone`,
      ),
    );
  }
  return { port, host };
}

// No other address of 127/8: a reader could not name it as the Host.
function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '127.0.0.1';
}

function flag(option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new Error(messages.badOption(option, 'it must be true or false'));
  }
  return value;
}
