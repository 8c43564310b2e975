/** The part of the variables that a reader asked for. */
export class Selection {
  private readonly names: ReadonlySet<string>;

  /**
   * @param names whole names
   * @param prefixes what names may begin with
   */
  constructor(
    names: Iterable<string>,
    private readonly prefixes: readonly string[],
  ) {
    this.names = new Set(names);
  }

  includes(name: string): boolean {
    return (
      this.names.has(name) ||
      this.prefixes.some((prefix) => name.startsWith(prefix))
    );
  }
}
