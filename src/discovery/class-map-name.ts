// The alternatives match HTTP of HTTPPool, HTTP of HTTP2 or HTTP, and U of
// UsersController.
const FIRST_WORD = /^\p{Lu}+(?=\p{Lu}\p{Ll})|^\p{Lu}+(?!\p{Ll})|^\p{Lu}/u;
/** Matches most names. V8 compiles it much faster than FIRST_WORD. */
const ONE_CAPITAL = /^[A-Z][a-z]/;

/**
 * Returns the name of a class's map: the class name without a trailing
 * `Service` and with its first word in lower case. `QuotesService` is `quotes`,
 * `UsersController` is `usersController`, `HTTPPool` is `httpPool`.
 */
export function classMapName(className: string): string {
  const name =
    className.endsWith('Service') && className !== 'Service'
      ? className.slice(0, -'Service'.length)
      : className;
  return ONE_CAPITAL.test(name)
    ? name[0]!.toLowerCase() + name.slice(1)
    : name.replace(FIRST_WORD, (word) => word.toLowerCase());
}
