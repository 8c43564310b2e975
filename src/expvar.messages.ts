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

  nodeTaken: (why: string) =>
    `${why}; or leave the module's own map "node" out with ExpvarModule.forRoot({ node: false })`,

  notAVar: (name: unknown, type: string) =>
    `expvar: publish(${quote(name)}, …) takes a variable, not a value of type ${type}; to publish a value use func(${quote(name)}, () => value)`,

  variableFailed: (path: string, why: string, more: number) =>
    `variable ${path} failed: ${why}${more > 0 ? ` (and ${more} times more since this was last logged)` : ''}`,

  deadline: (milliseconds: number) => `no value within ${milliseconds} ms`,

  standardDecorator: (decorator: string) =>
    `@${decorator} needs TypeScript's "experimentalDecorators": true, as NestJS does`,

  badExposeVar:
    "@ExposeVar goes on a member, with parentheses: @ExposeVar(), @ExposeVar('name') or @ExposeVar({ name, kind, unit, description })",

  badExposeVarMap:
    "@ExposeVarMap goes on a class, with parentheses: @ExposeVarMap() or @ExposeVarMap('name')",

  setterExposed: (member: string) =>
    `expvar: @ExposeVar on ${member}, which has a setter but no getter; add the getter`,

  methodWithParameters: (member: string, count: number) =>
    `expvar: @ExposeVar on ${member}, a method with ${count} parameter${count === 1 ? '' : 's'}; a scrape has nothing to pass, so expose a method or getter without parameters`,

  symbolWithoutName: (member: string) =>
    `expvar: @ExposeVar on ${member}, whose key is a symbol; give it a name: @ExposeVar('name')`,

  anonymousClass: (member: string) =>
    `expvar: @ExposeVar on ${member}, whose class has no name to make a map of; name the map with @ExposeVarMap('name')`,

  requestScoped: (member: string, chain: string) =>
    `expvar: @ExposeVar on ${member}, which is made anew for every request because of a request-scoped dependency (${chain}), so that no single value exists; make the member static, or move it to a provider without request-scoped dependencies`,

  transient: (member: string) =>
    `expvar: @ExposeVar on ${member}, whose class is transient, so that every instance would publish the same name; make the member static, or inject ExpvarRegistry and publish each instance under a name of its own`,

  published: (source: string, path: string) => `${path} is ${source}`,

  discovered: (variables: number, providers: number, served: string) =>
    `${plural(variables, 'variable')} from ${plural(providers, 'provider')}; ${served}`,

  servedAt: (where: readonly string[], access: 'loopback' | 'public') =>
    `GET ${where.join(' and ')} (${access === 'loopback' ? 'loopback only' : 'public'})`,

  notServed: 'served nowhere; the option server gives them a port',

  withoutForRoot:
    'expvar: ExpvarModule is imported without forRoot(); import ExpvarModule.forRoot() in the root module, and nothing elsewhere: ExpvarRegistry is global',

  refused:
    '403: this page answers programs on the same machine only; ExpvarModule.forRoot({ access }) opens it to others\n',

  internalError: '500: the document could not be made; see the log\n',

  methodNotAllowed: 'Method Not Allowed\n',

  pageNotFound: '404 page not found\n',

  noSuchVariable: (name: string, nearest: readonly string[]) =>
    `404: no variable is named ${quote(name)}${nearest.length > 0 ? `; the nearest names are ${nearest.map(quote).join(', ')}` : ''}\n`,

  twice: (importers: readonly string[]) =>
    `expvar: ExpvarModule.forRoot() is imported more than once${importers.length > 0 ? `, by ${importers.join(' and ')}` : ''}; import it once, in the root module, and inject ExpvarRegistry elsewhere`,

  featureWithoutRegistry: (names: readonly string[]) =>
    `expvar: ExpvarModule.forFeature() declares ${names.map(quote).join(', ')}, but no ExpvarRegistry is in reach; import ExpvarModule.forRoot() in the root module, and leave isGlobal on`,

  badFeatureType: (name: string, type: unknown) =>
    `expvar: ExpvarModule.forFeature(): the type of ${quote(name)} is ${String(type)}; it must be 'int', 'float', 'string' or 'map'`,

  noOptions:
    'expvar: the options of ExpvarModule must be an object; return one from the factory of forRootAsync',

  badOption: (option: string, why: string) =>
    `expvar: ExpvarModule option ${option}: ${why}`,

  unknownOption: (option: string, known: readonly string[]) =>
    `expvar: ExpvarModule has no option ${quote(option)}; its options are ${known.join(', ')}`,

  portTaken: (url: string) =>
    `expvar: cannot serve ${url}: the port is taken; change server.port, or stop what listens there (in a cluster every worker needs a port of its own)`,

  cannotListen: (url: string, why: string) =>
    `expvar: cannot serve ${url}: ${why}; change server.host or server.port`,
};

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function quote(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name) : String(name);
}
