import { Logger } from '@nestjs/common';
import { onTestFinished, vi } from 'vitest';
import { ExpvarRegistry } from '../../src/registry/expvar.registry.js';

/** The lines that Nest's logger is given as warnings, kept off the terminal. */
export function captureWarnings(): string[] {
  const lines: string[] = [];
  const spy = vi
    .spyOn(Logger.prototype, 'warn')
    .mockImplementation((line: unknown) => {
      lines.push(String(line));
    });
  onTestFinished(() => spy.mockRestore());
  return lines;
}

/** The document of a registry, as text. */
export async function documentOf(registry: ExpvarRegistry): Promise<string> {
  return (await registry.render()).toString();
}
