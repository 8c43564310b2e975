import assert from 'node:assert/strict';
import { digit, fraction, member, namesake } from './spoilers.mjs';

/**
 * Checks Prometheus's client_golang, whose expvar collector decodes the values
 * of a document.
 */
export async function clientGolang(session) {
  const compare = async (spoil) => {
    const { printed, documents } = await session.read(
      (address) => [`${address}/debug/vars`],
      spoil,
    );
    const samples = JSON.parse(printed[0]).map(({ path, value }) => [
      JSON.stringify(path),
      value,
    ]);
    assert.deepEqual(
      Object.fromEntries(samples),
      Object.fromEntries(samplesOf(JSON.parse(documents[0]))),
    );
  };
  await session.checkComparison('collects every number and boolean', compare, [
    digit,
    member,
    fraction,
    namesake,
  ]);
}

function samplesOf(value, path = []) {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return [[JSON.stringify(path), Number(value)]];
    case 'object':
      return value === null || Array.isArray(value)
        ? []
        : Object.entries(value).flatMap(([key, member]) =>
            samplesOf(member, [...path, key]),
          );
    default:
      return [];
  }
}
