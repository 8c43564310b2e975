import { messages } from '../expvar.messages.js';

const MAX_BYTES = 256;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// With `i` and `u` this is Unicode's simple case folding, which is also how
// Go's decoder matches members: "memſtats" is memstats to it.
const RESERVED = /^(?:cmdline|memstats)$/iu;

/** Why a name cannot be used at top level; undefined when it can. */
export function invalidName(name: unknown): string | undefined {
  if (typeof name !== 'string') {
    return messages.nameNotString;
  }
  if (name === '' || Buffer.byteLength(name) > MAX_BYTES) {
    return messages.nameLength;
  }
  if (CONTROL.test(name)) {
    return messages.nameControl;
  }
  if (!name.isWellFormed()) {
    return messages.nameSurrogate;
  }
  return undefined;
}

/** Whether a name is one that Go's clients take for cmdline or memstats. */
export function isReservedName(name: string): boolean {
  return name.length >= 7 && name.length <= 8 && RESERVED.test(name);
}
