/**
 * Returns the headers that ExpvarModule sends.
 *
 * @param {Buffer} document
 */
export function headers(document) {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': document.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Expvar-Process': '00000000-0000-4000-8000-000000000000',
  };
}
