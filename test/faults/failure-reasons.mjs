/** The reasons of failures that several files expect. */
export const BOOM = /^Error: boom$/;
export const UNREADABLE = /^an error that cannot be read$/;
export const REVOKED =
  /^TypeError: Cannot perform '\w+' on a proxy that has been revoked$/;
export const NOT_JSON = /^Error: toString\(\) returned text that is not JSON$/;
export const TOO_LONG = /^Error: the value is longer than 1048576 bytes$/;
export const STRING_TOO_LONG =
  /^Error: the string is longer than 1048576 bytes$/;
export const TEXT_TOO_LONG =
  /^Error: toString\(\) returned more than 1048576 bytes$/;
export const NO_ROOM =
  /^Error: the variable exceeds 1 MiB, or the document 8 MiB$/;
export const TOO_MANY_TOO_LONG =
  /^Error: it has more than 8 variables of more than 1 MiB$/;
export const TOO_DEEP = /^Error: the value nests deeper than 100 levels$/;
export const VARIABLES_TOO_DEEP =
  /^Error: variables nest deeper than 100 levels$/;
export const TEXT_TOO_DEEP =
  /^Error: toString\(\) returned JSON that nests deeper than \d+ levels$/;

/** @param {string} what */
export function cannotHold(what) {
  return new RegExp(`^Error: JSON cannot hold ${what}$`);
}
