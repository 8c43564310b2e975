/**
 * Returns the port that a server listens on.
 *
 * @param {{ address(): import('node:net').AddressInfo | string | null }} server
 */
export function portOf(server) {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server does not listen on a port');
  }
  return address.port;
}
