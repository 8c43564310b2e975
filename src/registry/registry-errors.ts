import { type Var, varTypeOf } from '../vars/var.js';
import { isReservedName, nameViolation } from './var-name.js';

const RESERVED =
  "cmdline and memstats are reserved in every letter case, because Go clients ignore the case of these names; choose another name, or give the class another map with @ExposeVarMap('name')";

/**
 * Returns the error for a name that cannot be published, or undefined for a
 * valid name.
 */
export function invalidName(name: unknown, source: string): Error | undefined {
  const violation =
    nameViolation(name) ??
    (isReservedName(name as string) ? RESERVED : undefined);
  return violation === undefined
    ? undefined
    : new TypeError(
        `expvar: ${source} cannot publish the name ${quote(name)}: ${violation}`,
      );
}

export function duplicateName(
  name: string,
  first: string,
  second: string,
  remedy = first === 'nestjs-expvar'
    ? "choose another name, or leave the module's own variable out, as with ExpvarModule.forRoot({ node: false })"
    : 'rename one of them, or publish it once and share the variable',
): Error {
  return new Error(
    `expvar: reuse of exported var name: ${quote(name)} is published by ${first} and again by ${second}; ${remedy}`,
  );
}

/** Adds the line of the application that publishes a variable by hand. */
export function withCallSite(source: string, site: string | undefined): string {
  return site === undefined ? source : `${source} at ${site}`;
}

/** The remedy when one line publishes a name twice; otherwise undefined. */
export function repeatedCallRemedy(
  firstSite: string | undefined,
  secondSite: string | undefined,
): string | undefined {
  return firstSite !== undefined && firstSite === secondSite
    ? 'the same line runs more than once, as in a request-scoped or transient provider: publish the variable in a singleton provider, or declare it with ExpvarModule.forFeature(), and inject it'
    : undefined;
}

export function duplicateKey(
  map: string,
  key: string,
  first: string,
  second: string,
  remedy = "rename one of them, or give one of the classes a map of its own with @ExposeVarMap('name')",
): Error {
  return new Error(
    `expvar: reuse of key ${quote(key)} in map ${quote(map)}: by ${first} and again by ${second}; ${remedy}`,
  );
}

export function notAMap(
  map: string,
  key: string,
  source: string,
  owner: string,
): Error {
  return new Error(
    `expvar: ${source} cannot publish ${quote(key)} in map ${quote(map)}: that name holds a variable of ${owner} that is not a map; rename it, or give the class another map with @ExposeVarMap('name')`,
  );
}

export function notAVar(name: unknown, value: unknown): Error {
  return new TypeError(
    `expvar: publish(${quote(name)}, …) takes a variable, not a value of type ${typeof value}; to publish a value use func(${quote(name)}, () => value)`,
  );
}

export function uselessLimits(source: string, remedy: string): Error {
  return new TypeError(`expvar: ${source} has metadata with limits: ${remedy}`);
}

export function wrongType(
  name: string,
  variable: Var | null,
  wanted: string,
): Error {
  const type = varTypeOf(variable);
  const found =
    variable === null
      ? 'null'
      : type === 'custom'
        ? "a variable of a user's class"
        : `${type === 'int' ? 'an' : 'a'} ${capitalize(type!)}Var`;
  return new TypeError(
    `expvar: get(${quote(name)}, ${wanted}): ${quote(name)} is ${found}; ask for its own type, or for any with get(${quote(name)})`,
  );
}

function capitalize(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function quote(name: unknown): string {
  if (typeof name === 'string') {
    return JSON.stringify(name);
  }
  // String() would run code of the object, which may throw.
  return typeof name === 'object' && name !== null ? 'an object' : String(name);
}
