import { Injectable, Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { messages } from '../expvar.messages.js';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { FuncVar } from '../vars/func-var.js';
import { classMapName } from './class-map-name.js';
import { exposedMapOf } from './expose-var-map.decorator.js';
import { type ExposedMember, ownExposedMembers } from './exposed-member.js';
import type { NestModuleRef, NestWrapper } from './nest-container.js';
import { requestScopeChain } from './request-scope-chain.js';

/** Longer than any real one; a Proxy can pretend to have one without end. */
const MAX_PROTOTYPES = 64;

interface Owner {
  /** The object whose members are read, when they are read. */
  readonly read: () => object;
  readonly constructor: Function;
  /** Where the class is registered, for messages. */
  readonly place: string;
}

/** What was found, for the line in the log. */
export interface Discovered {
  readonly variables: number;
  readonly providers: number;
}

/**
 * Finds the members that `@ExposeVar` marks, in every provider, controller,
 * enhancer and middleware of the application, and publishes them. It looks at prototypes'
 * metadata alone: no member is read before a scrape asks for it.
 */
@Injectable()
export class ExpvarExplorer {
  private readonly logger = new Logger(ExpvarExplorer.name);
  private readonly explored = new WeakSet<object>();
  private modulesSeen = 0;
  private unfinished: [NestWrapper, string][] = [];

  constructor(
    private readonly modulesContainer: ModulesContainer,
    private readonly registry: ExpvarRegistry,
  ) {}

  /**
   * Publishes all there is.
   *
   * @throws Error when a marked member cannot be published; it names the
   * class, the member and the remedy
   */
  explore(): Discovered {
    return this.exploreModules((error) => {
      throw error;
    });
  }

  /** Publishes what lazily loaded modules have brought; logs, never throws. */
  refresh(): void {
    if (
      this.modulesContainer.size !== this.modulesSeen ||
      this.unfinished.length > 0
    ) {
      this.exploreModules((error) => this.logger.error(error.message));
    }
  }

  private exploreModules(onError: (error: Error) => void): Discovered {
    const wrappers = this.unfinished;
    this.unfinished = [];
    if (this.modulesContainer.size !== this.modulesSeen) {
      this.modulesSeen = this.modulesContainer.size;
      for (const module of this.modulesContainer.values()) {
        if (!this.explored.has(module)) {
          this.explored.add(module);
          wrappers.push(...wrappersOf(module));
        }
      }
    }
    let variables = 0;
    let providers = 0;
    for (const [wrapper, place] of wrappers) {
      const published = this.exploreWrapper(wrapper, place, onError);
      variables += published;
      providers += published > 0 ? 1 : 0;
    }
    return { variables, providers };
  }

  private exploreWrapper(
    wrapper: NestWrapper,
    place: string,
    onError: (error: Error) => void,
  ): number {
    if (wrapper.isAlias) {
      return 0;
    }
    const instance: unknown = wrapper.instance;
    if (instance === undefined || instance === null) {
      // A factory that has not run yet, in a module that is being loaded.
      if (wrapper.metatype !== null && wrapper.isDependencyTreeStatic()) {
        this.unfinished.push([wrapper, place]);
      }
      return 0;
    }
    if (typeof instance !== 'object' || this.explored.has(instance)) {
      return 0;
    }
    this.explored.add(instance);
    const prototypes = prototypesOf(instance);
    let published = 0;
    const publish = (owner: Owner, member: ExposedMember) => {
      try {
        this.publish(owner, member);
        published++;
      } catch (error) {
        onError(error as Error);
      }
    };
    const constructor = constructorOf(prototypes[0]);
    for (const member of membersOf(prototypes)) {
      const owner = {
        read: () => wrapper.instance as object,
        constructor,
        place,
      };
      const obstacle = scopeProblem(wrapper, owner, member);
      if (obstacle === undefined) {
        publish(owner, member);
      } else {
        onError(obstacle);
      }
    }
    for (const prototype of prototypes) {
      const declaring = constructorOf(prototype);
      if (!this.explored.has(declaring)) {
        this.explored.add(declaring);
        for (const member of ownExposedMembers(declaring)) {
          publish(
            { read: () => declaring, constructor: declaring, place },
            member,
          );
        }
      }
    }
    return published;
  }

  private publish(owner: Owner, member: ExposedMember): void {
    const { constructor } = owner;
    const where = memberName(owner, member);
    if (member.form === 'setter') {
      throw new Error(messages.setterExposed(where));
    }
    if (member.parameters > 0) {
      throw new Error(messages.methodWithParameters(where, member.parameters));
    }
    const variable = new FuncVar(readerOf(owner, member));
    const meta = { ...member.meta, source: `${where} (${owner.place})` };
    const map = exposedMapOf(constructor);
    const { name } = member;
    if (name !== undefined && map === undefined) {
      this.registry.publish(name, variable, meta);
      this.logger.debug(messages.published(meta.source, name));
      return;
    }
    const key = name ?? member.key;
    if (typeof key === 'symbol') {
      throw new Error(messages.symbolWithoutName(where));
    }
    const mapName = map?.name ?? classMapName(constructor.name);
    if (mapName === '') {
      throw new Error(messages.anonymousClass(where));
    }
    this.registry.publishInMap(mapName, key, variable, meta);
    this.logger.debug(messages.published(meta.source, `${mapName}.${key}`));
  }
}

const COLLECTIONS = [
  'providers',
  'controllers',
  'injectables',
  'middlewares',
] as const;

function wrappersOf(module: NestModuleRef): [NestWrapper, string][] {
  return COLLECTIONS.flatMap((collection) =>
    [...module[collection].values()].map((wrapper): [NestWrapper, string] => [
      wrapper,
      `${collection} of ${module.metatype.name}`,
    ]),
  );
}

/** The prototype chain of an object that may be hostile to looking at it. */
function prototypesOf(instance: object): object[] {
  const prototypes: object[] = [];
  try {
    let prototype = Object.getPrototypeOf(instance) as object | null;
    while (
      prototype !== null &&
      prototype !== Object.prototype &&
      prototypes.length < MAX_PROTOTYPES
    ) {
      prototypes.push(prototype);
      prototype = Object.getPrototypeOf(prototype) as object | null;
    }
  } catch {
    return [];
  }
  return prototypes;
}

/** The marked instance members; of a key marked twice the most derived. */
function membersOf(prototypes: readonly object[]): ExposedMember[] {
  const members: ExposedMember[] = [];
  const overridden = new Set<string | symbol>();
  for (const prototype of prototypes) {
    const own = ownExposedMembers(prototype);
    members.push(...own.filter(({ key }) => !overridden.has(key)));
    for (const { key } of own) {
      overridden.add(key);
    }
  }
  return members;
}

function constructorOf(prototype: object | undefined): Function {
  const descriptor =
    prototype && Object.getOwnPropertyDescriptor(prototype, 'constructor');
  const constructor: unknown = descriptor?.value;
  return typeof constructor === 'function' ? constructor : Object;
}

function readerOf(
  { read }: Owner,
  { key, form }: ExposedMember,
): () => unknown {
  type Members = Record<string | symbol, unknown>;
  return form === 'method'
    ? () => ((read() as Members)[key] as () => unknown)()
    : () => (read() as Members)[key];
}

function memberName({ constructor }: Owner, { key }: ExposedMember): string {
  return `${constructor.name || '(anonymous class)'}.${String(key)}`;
}

function scopeProblem(
  wrapper: NestWrapper,
  owner: Owner,
  member: ExposedMember,
): Error | undefined {
  if (!wrapper.isDependencyTreeStatic()) {
    const chain = requestScopeChain(wrapper).join(' → ');
    return new Error(messages.requestScoped(memberName(owner, member), chain));
  }
  return wrapper.isTransient
    ? new Error(messages.transient(memberName(owner, member)))
    : undefined;
}
