/** The errors of decorators and discovery, each with its remedy. */

export function standardDecorator(decorator: string): TypeError {
  return new TypeError(
    `@${decorator} needs TypeScript's "experimentalDecorators": true, as NestJS does`,
  );
}

export function misplacedExposeVar(): TypeError {
  return new TypeError(
    "@ExposeVar goes on a member, with parentheses: @ExposeVar(), @ExposeVar('name') or @ExposeVar({ name, kind, unit, description })",
  );
}

export function misplacedExposeVarMap(): TypeError {
  return new TypeError(
    "@ExposeVarMap goes on a class, with parentheses: @ExposeVarMap() or @ExposeVarMap('name')",
  );
}

export function twoDecorators(
  member: string,
  decorator: string,
  other: string,
): Error {
  const remedy = [decorator, other].includes('ExposeVar')
    ? 'a scrape would call the method, and count the call, so expose another member'
    : 'remove @Counted, because @Timed counts calls as well';
  return new Error(
    `expvar: ${member} has both @${decorator} and @${other}; ${remedy}`,
  );
}

export function setterWithoutGetter(member: string): Error {
  return new Error(
    `expvar: @ExposeVar is on ${member}, which has a setter but no getter; add the getter`,
  );
}

export function methodWithParameters(member: string, count: number): Error {
  return new Error(
    `expvar: @ExposeVar is on ${member}, a method with ${count} parameter${count === 1 ? '' : 's'}; a scrape has no arguments to pass, so expose a getter or a method without parameters`,
  );
}

export function symbolWithoutName(decorator: string, member: string): Error {
  const argument = decorator === 'ExposeVar' ? "'name'" : "{ name: 'name' }";
  return new Error(
    `expvar: @${decorator} is on ${member}, whose key is a symbol; name the variable: @${decorator}(${argument})`,
  );
}

export function anonymousClass(decorator: string, member: string): Error {
  return new Error(
    `expvar: @${decorator} is on ${member}, whose class has no name for its map; name the map with @ExposeVarMap('name')`,
  );
}

export function requestScoped(member: string, chain: readonly string[]): Error {
  return new Error(
    `expvar: @ExposeVar is on ${member}, whose class has an instance per request because of a request-scoped dependency (${chain.join(' → ')}), so there is no single value; make the member static, or move it to a provider without request-scoped dependencies`,
  );
}

export function transient(member: string): Error {
  return new Error(
    `expvar: @ExposeVar is on ${member}, whose class is transient, so every instance would publish the same name; make the member static, or inject ExpvarRegistry and publish each instance under its own name`,
  );
}

export function repeatedEnhancer(
  className: string,
  published: string,
  ignored: readonly string[],
): string {
  return `the variables of ${className} show only the instance in ${published}, not that in ${ignored.join(' or ')}, because Nest creates one for each module that uses a guard, interceptor, pipe, filter or middleware; to publish all, use @Counted or @Timed, make the members static, or inject a service that has them`;
}

export function hiddenClass(className: string, place: string): string {
  return `the variables of ${className} (${place}) are not published, because its factory returns a Proxy that hides the class; provide the class itself, or publish them with ExpvarRegistry`;
}
