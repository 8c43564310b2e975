const DEFAULT_PORT = 3000;

/**
 * The port to listen on; 0 takes a free one.
 *
 * @param text the environment variable `PORT`
 * @throws Error when it is not a port
 */
export function portFrom(text: string | undefined): number {
  if (text === undefined || text === '') {
    return DEFAULT_PORT;
  }
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new Error(
      `PORT must be a whole number from 0 to 65535; it is ${JSON.stringify(text)}`,
    );
  }
  return port;
}

/** Why the service cannot listen, and what to do about it, in one line. */
export function listenErrorText(
  error: NodeJS.ErrnoException,
  port: number,
): string {
  return error.code === 'EADDRINUSE'
    ? `Port ${port} is taken: stop what listens there, or choose another, as in PORT=${port === 3001 ? 3002 : 3001} npm start`
    : `Cannot listen on port ${port}: ${error.message}`;
}
