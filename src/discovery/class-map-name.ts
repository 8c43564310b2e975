// HTTP of HTTPPool; HTTP of HTTP2 or HTTP; U of UsersController.
const FIRST_WORD = /^\p{Lu}+(?=\p{Lu}\p{Ll})|^\p{Lu}+(?!\p{Ll})|^\p{Lu}/u;

/**
 * The name of a class's map: the class name without a trailing `Service` and
 * with its first word in lower case. `QuotesService` is `quotes`,
 * `UsersController` is `usersController`, `HTTPPool` is `httpPool`.
 */
export function classMapName(className: string): string {
  return className
    .replace(/(?<=.)Service$/, '')
    .replace(FIRST_WORD, (word) => word.toLowerCase());
}
