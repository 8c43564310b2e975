/** Converts any name to a valid label in snake_case. */
export function toLabelName(name: string): string {
  const label = toSnakeCase(name)
    .replace(/[^a-z0-9_]/gi, '_')
    .replace(/^(?=\d)/, '_')
    .replace(/^_{2,}/, '_');
  return /[a-z0-9]/i.test(label) ? label : 'value';
}

/** The first of `name`, `name2`, `name3` … that is not taken. */
export function freeLabelName(
  name: string,
  isTaken: (name: string) => boolean,
): string {
  let free = name;
  for (let i = 2; isTaken(free); i++) {
    free = `${name}${i}`;
  }
  return free;
}

/** `inFlight` as `in_flight`, and `HTTPPool` as `http_pool`. */
export function toSnakeCase(name: string): string {
  return name
    .replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_')
    .toLowerCase();
}
