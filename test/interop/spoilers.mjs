import assert from 'node:assert/strict';

// What may befall a document on its way to a client, so that a comparison can
// be seen to fail.
export const digit = spoiler('a digit', (page) =>
  page.replace(/(?<="HeapAlloc":)\d/, (first) => (Number(first) % 9) + 1),
);
export const member = spoiler('a member that is missing', (page) =>
  page.replace(/"HeapSys":\d+,/, ''),
);
export const fraction = spoiler('a fraction', (page) =>
  page.replaceAll(/"(?:NumGC|PauseTotalNs)":\d+/g, '$&.5'),
);
export const namesake = spoiler('a variable named MemStats', (page) =>
  page.replace(/\n\}\n$/, ',\n"MemStats": {"HeapAlloc":1}$&'),
);

/** @param change gives the page with the flaw */
export function spoiler(name, change) {
  return {
    name,
    spoil: (body) => {
      const page = body.toString();
      const spoilt = change(page);
      assert.notEqual(spoilt, page, `there is no place for ${name}`);
      return spoilt;
    },
  };
}
