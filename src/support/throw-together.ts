/** An error that lists several, which another list can take apart again. */
class CombinedError extends Error {
  readonly #errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    const list = errors.map(
      ({ message }) =>
        `- ${message.replace(/^expvar: /, '').replaceAll('\n', '\n  ')}`,
    );
    super(
      `expvar: the application has ${errors.length} mistakes:\n${list.join('\n')}`,
    );
    this.#errors = errors;
  }

  static split(error: Error): readonly Error[] {
    return #errors in error ? error.#errors : [error];
  }
}

/** Throws all errors as one; does nothing without any. */
export function throwTogether(errors: readonly Error[]): void {
  const all = errors.flatMap((error) => CombinedError.split(error));
  if (all.length > 0) {
    throw all.length === 1 ? all[0]! : new CombinedError(all);
  }
}

/** Runs all steps, and throws the errors of all of them as one. */
export function runAll(...steps: readonly (() => void)[]): void {
  const errors: Error[] = [];
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      errors.push(error as Error);
    }
  }
  throwTogether(errors);
}
