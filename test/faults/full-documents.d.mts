import type { Kind } from './table.mjs';

export const fullDocuments: readonly {
  readonly name: string;
  readonly rows: readonly Kind[];
}[];
