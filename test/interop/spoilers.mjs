import assert from 'node:assert/strict';

// Each spoiler changes a document on its way to a client. The comparison must
// then fail.
export const digit = spoiler('a digit', (document) =>
  document.replace(/(?<="HeapAlloc":)\d/, (first) =>
    String((Number(first) % 9) + 1),
  ),
);
export const member = spoiler('a member that is missing', (document) =>
  document.replace(/"HeapSys":\d+,/, ''),
);
export const fraction = spoiler('a fraction', (document) =>
  document.replaceAll(/"(?:NumGC|PauseTotalNs)":\d+/g, '$&.5'),
);
export const namesake = spoiler('a variable named MemStats', (document) =>
  document.replace(/\n\}\n$/, ',\n"MemStats": {"HeapAlloc":1}$&'),
);

/**
 * @param {string} name
 * @param {(document: string) => string} change returns the document with the flaw
 * @returns {{ name: string, spoil: import('./recording-proxy.mjs').Spoil }}
 */
export function spoiler(name, change) {
  return {
    name,
    spoil: (body) => {
      const document = body.toString();
      const spoilt = change(document);
      assert.notEqual(spoilt, document, `there is no place for ${name}`);
      return spoilt;
    },
  };
}
