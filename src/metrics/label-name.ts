/** Converts any name to a valid label in snake_case. */
export function toLabelName(name: string): string {
  const label = toSnakeCase(name)
    .replace(/[^a-z0-9_]/gi, '_')
    .replace(/^(?=\d)/, '_')
    .replace(/^_{2,}/, '_');
  return /[a-z0-9]/i.test(label) ? label : 'value';
}

/** Gives out names of labels, each once: `name`, `name2`, `name3` … */
export class LabelNames {
  private readonly taken: Set<string>;
  /** The number in the last name that began with each name. */
  private readonly numbers = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
  }

  next(name: string): string {
    let number = this.numbers.get(name) ?? 1;
    let free = number === 1 ? name : `${name}${number}`;
    while (this.taken.has(free)) {
      number++;
      free = `${name}${number}`;
    }
    this.numbers.set(name, number);
    this.taken.add(free);
    return free;
  }
}

/** `inFlight` as `in_flight`, and `HTTPPool` as `http_pool`. */
export function toSnakeCase(name: string): string {
  return name
    .replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_')
    .toLowerCase();
}
