import type { ModuleMetadata, Type } from '@nestjs/common';
import { moduleOf } from './platforms.js';

/** A module with a class name, for messages that name it. */
export function namedModule(name: string, metadata: ModuleMetadata): Type {
  const module = moduleOf(metadata);
  Object.defineProperty(module, 'name', { value: name });
  return module;
}
