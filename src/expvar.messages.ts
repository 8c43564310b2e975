/** Every error and log text of the module, each with its remedy. */
export const messages = {
  badName: (name: unknown, source: string, why: string) =>
    `expvar: ${source} cannot publish the name ${quote(name)}: ${why}`,

  nameNotString: 'a name must be a string',
  nameLength: 'a name must be 1 to 256 bytes of UTF-8',
  nameControl: 'a name must not contain control characters',
  nameSurrogate: 'a name must not contain lone surrogates',
  nameReserved:
    "cmdline and memstats are taken in every letter case, because Go clients ignore the case of these two; choose another name, or for a class another map with @ExposeVarMap('name')",

  reusedName: (name: string, first: string, second: string) =>
    `expvar: reuse of exported var name: ${quote(name)} is published by ${first} and again by ${second}; ${first === 'nestjs-expvar' ? "choose another name, or leave the module's own variable out, as with ExpvarModule.forRoot({ node: false })" : 'rename one of them, or publish it once and share the variable'}`,

  reusedKey: (map: string, key: string, first: string, second: string) =>
    `expvar: reuse of key ${quote(key)} in map ${quote(map)}: by ${first} and again by ${second}; rename one of them, or give one of the classes a map of its own with @ExposeVarMap('name')`,

  notAMap: (map: string, key: string, source: string, owner: string) =>
    `expvar: ${source} cannot publish ${quote(key)} in map ${quote(map)}: that name holds a variable of ${owner} that is not a map; rename it, or give the class another map with @ExposeVarMap('name')`,

  notAVar: (name: unknown, type: string) =>
    `expvar: publish(${quote(name)}, …) takes a variable, not a value of type ${type}; to publish a value use func(${quote(name)}, () => value)`,

  variableFailed: (path: string, why: string) =>
    `variable ${path} failed: ${why}`,

  remark: (path: string, remark: string) => `variable ${path} ${remark}`,

  blocked: (milliseconds: number) =>
    `took ${milliseconds} ms, in which the process did nothing else; keep the value where a scrape need only read it`,

  late: (deadline: number, age: number) =>
    `had no value within ${deadline} ms; what it gave ${Math.round(age / 1000)} s ago, too late, is in its place`,

  deadline: (milliseconds: number) => `no value within ${milliseconds} ms`,

  standardDecorator: (decorator: string) =>
    `@${decorator} needs TypeScript's "experimentalDecorators": true, as NestJS does`,

  badExposeVar:
    "@ExposeVar goes on a member, with parentheses: @ExposeVar(), @ExposeVar('name') or @ExposeVar({ name, kind, unit, description })",

  badExposeVarMap:
    "@ExposeVarMap goes on a class, with parentheses: @ExposeVarMap() or @ExposeVarMap('name')",

  badInstrument: (decorator: string) =>
    `@${decorator} goes on a method, with parentheses: @${decorator}() or @${decorator}({ name, description })`,

  instrumentedGetter: (decorator: string, member: string) =>
    `@${decorator} on ${member}, which is a getter; put it on a method, below decorators that make getters of methods`,

  badTimedWindow: (member: string) =>
    `@Timed on ${member}: window must be a number of seconds, 0.001 or more`,

  markedTwice: (member: string, decorator: string, other: string) =>
    `expvar: ${member} has both @${decorator} and @${other}; ${
      [decorator, other].includes('ExposeVar')
        ? 'a scrape would call, and count, what it exposes: expose another member'
        : 'leave one, and @Timed counts as @Counted does'
    }`,

  setterExposed: (member: string) =>
    `expvar: @ExposeVar on ${member}, which has a setter but no getter; add the getter`,

  methodWithParameters: (member: string, count: number) =>
    `expvar: @ExposeVar on ${member}, a method with ${count} parameter${count === 1 ? '' : 's'}; a scrape has nothing to pass, so expose a method or getter without parameters`,

  symbolWithoutName: (decorator: string, member: string) =>
    `expvar: @${decorator} on ${member}, whose key is a symbol; give it a name: @${decorator}(${decorator === 'ExposeVar' ? "'name'" : "{ name: 'name' }"})`,

  anonymousClass: (decorator: string, member: string) =>
    `expvar: @${decorator} on ${member}, whose class has no name to make a map of; name the map with @ExposeVarMap('name')`,

  requestScoped: (member: string, chain: string) =>
    `expvar: @ExposeVar on ${member}, which is made anew for every request because of a request-scoped dependency (${chain}), so that no single value exists; make the member static, or move it to a provider without request-scoped dependencies`,

  transient: (member: string) =>
    `expvar: @ExposeVar on ${member}, whose class is transient, so that every instance would publish the same name; make the member static, or inject ExpvarRegistry and publish each instance under a name of its own`,

  moduleUnfinished: (module: string, providers: readonly string[]) =>
    `the variables of ${module} are not published, because Nest has not constructed ${providers.join(', ')}; they are published once it has`,

  published: (source: string, path: string) => `${path} is ${source}`,

  discovered: (variables: number, providers: number, served: string) =>
    `${plural(variables, 'variable')} from ${plural(providers, 'provider')}; ${served}`,

  servedAt: (
    where: readonly string[],
    audience: string,
    hasDashboard: boolean,
  ) =>
    `GET ${where.join(' and ')} (${audience})${hasDashboard ? `; dashboard at ${where.map((page) => `${page}/ui`).join(' and ')}` : ''}`,

  notServed: 'served nowhere; the option server gives them a port',

  withoutForRoot:
    'expvar: ExpvarModule is imported without forRoot(); import ExpvarModule.forRoot() in the root module, and nothing elsewhere: ExpvarRegistry is global',

  allowIdle:
    'access has a token, which alone decides: access.allow has no effect beside it',

  accessForms:
    "it must be 'loopback', 'public', { token: '…' }, { allow: ['10.0.0.0/8'] } or a function of the request that returns true or false",

  badToken: (what: string) =>
    `it must be a string of 16 characters or more, printable ASCII without spaces; it is ${what}. If it comes from the environment, is the variable set?`,

  badAllow:
    "it must be a list of networks or addresses, such as ['10.0.0.0/8']",

  badNetwork: (entry: unknown) =>
    `${quote(entry)} is no network; write it as 10.0.0.0/8 or fd00::/8, with no bits set beyond the prefix, or one address as 10.0.0.5`,

  badHosts: "it must be a list of host names, such as ['vars.example.com']",

  badHost: (entry: unknown) =>
    `${quote(entry)} is no host name; write it as vars.example.com, or .example.com for all below it, without scheme, port or *`,

  twice: (importers: readonly string[]) =>
    `expvar: ExpvarModule.forRoot() is imported more than once${importers.length > 0 ? `, by ${importers.join(' and ')}` : ''}; import it once, in the root module, and inject ExpvarRegistry elsewhere`,

  featureWithoutRegistry: (names: readonly string[]) =>
    `expvar: ExpvarModule.forFeature() declares ${names.map(quote).join(', ')}, but no ExpvarRegistry is in reach; import ExpvarModule.forRoot() in the root module, and leave isGlobal on`,

  badFeatureType: (name: string, type: unknown) =>
    `expvar: ExpvarModule.forFeature(): the type of ${quote(name)} is ${String(type)}; it must be 'int', 'float', 'string', 'map', 'histogram' or 'rate'`,

  windowOfAnother: (name: string, type: string) =>
    `expvar: ExpvarModule.forFeature(): ${quote(name)} has a window, but its type is ${quote(type)}; only a histogram has one, so leave it out`,

  badWindow: (name: string, why: string) =>
    `expvar: ExpvarModule.forFeature(): of ${quote(name)} ${why}`,

  noOptions:
    'expvar: the options of ExpvarModule must be an object; return one from the factory of forRootAsync',

  badOption: (option: string, why: string) =>
    `expvar: ExpvarModule option ${option}: ${why}`,

  unknownOption: (option: string, known: readonly string[]) =>
    `expvar: ExpvarModule has no option ${quote(option)}; its options are ${known.join(', ')}`,
};

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function quote(name: unknown): string {
  if (typeof name === 'string') {
    return JSON.stringify(name);
  }
  // String() calls code of an object, which may throw.
  return typeof name === 'object' && name !== null ? 'an object' : String(name);
}
