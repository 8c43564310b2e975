import type { ExpvarRegistry } from 'nestjs-expvar';

/**
 * Walks a document and looks up the metadata of every number.
 *
 * @returns how many numbers there are, and the paths of those that lack a kind,
 * a unit or a description
 */
export function withoutMetadata(registry: ExpvarRegistry, document: unknown) {
  const incomplete: string[] = [];
  let numbers = 0;
  const walk = (value: unknown, path: readonly string[]) => {
    if (typeof value === 'number') {
      numbers++;
      const { kind, unit, description } = registry.meta(...path) ?? {};
      if (!kind || !unit || !description) {
        incomplete.push(path.join(' '));
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        walk(member, [...path, key]);
      }
    }
  };
  walk(document, []);
  return { numbers, incomplete };
}
