/** The paths that handlers of an Express application are mounted at. */
export class Mounts {
  private readonly paths: (string | RegExp)[] = [];

  /** @param path the first argument of `use()`, which may also be a handler */
  add(path: unknown): void {
    for (const each of [path].flat(Infinity)) {
      if (typeof each === 'string' || each instanceof RegExp) {
        this.paths.push(each);
      }
    }
  }

  /**
   * Finds the mount path that matched the start of a request's path.
   *
   * @param base the matched start of the path
   * @param params the parameters in it
   * @returns `…` if the mount path is unknown and has parameters
   */
  find(base: string, params: object): string {
    const found = this.paths.find((path) =>
      typeof path === 'string' ? matches(path, base) : path.test(base),
    );
    if (found !== undefined) {
      return String(found);
    }
    return Object.keys(params).length === 0 ? base : '…';
  }
}

function matches(path: string, base: string): boolean {
  const segments = segmentsOf(path);
  const baseSegments = segmentsOf(base);
  return (
    segments.length === baseSegments.length &&
    segments.every(
      (segment, i) =>
        segment.startsWith(':') ||
        segment.toLowerCase() === baseSegments[i]!.toLowerCase(),
    )
  );
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
