import { readFileSync } from 'node:fs';

/** Data that real Go 1.27 printed; see test/fixtures/go-expvar/README.md. */
export function goFixture<T>(name: string): T {
  const file = new URL(`../fixtures/go-expvar/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

export interface GoDocument {
  readonly name: string;
  readonly status: number;
  readonly content_type: string;
  readonly body_b64: string;
}

/** The body of one of Go's documents. */
export function goDocument(name: string): string {
  const found = goFixture<GoDocument[]>('handler.json').find(
    (document) => document.name === name,
  );
  if (found === undefined) {
    throw new Error(`handler.json has no document ${name}`);
  }
  return Buffer.from(found.body_b64, 'base64').toString();
}
