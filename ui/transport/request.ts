const MAX_BODY_LENGTH = 500;
const MAX_RETRY_AFTER_SECONDS = 120;

/** The server refused a request. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly retryAfterMs?: number,
  ) {
    super(`${status} ${body.slice(0, 100)}`.trim());
  }
}

/** Another process than the expected one has answered, such as a replica. */
export class OtherProcessError extends Error {
  constructor(readonly processId: string) {
    super(`process ${processId} has answered`);
  }
}

/**
 * Requests a URL of the server.
 *
 * @param processId the process whose answer is wanted; undefined for any
 * @throws {HttpError} if the server refused, or a login page answered
 * @throws {OtherProcessError} if another process answered
 */
export async function request(
  url: string,
  processId?: string,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(url, {
    cache: 'no-store',
    ...(signal && { signal }),
  });
  if (!response.ok) {
    const body = await response.text().catch(() => '');
    throw new HttpError(
      response.status,
      body.slice(0, MAX_BODY_LENGTH),
      parseRetryAfter(response.headers.get('retry-after')),
    );
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    // The server sends no HTML here, so it is probably a login page.
    throw new HttpError(401, '');
  }
  const answeredBy = processOf(response);
  if (processId !== undefined && answeredBy !== processId) {
    throw new OtherProcessError(answeredBy);
  }
  return response;
}

/** Returns the id of the process that has answered. */
export function processOf(response: Response): string {
  return response.headers.get('expvar-process') ?? '';
}

function parseRetryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_SECONDS) * 1000
    : undefined;
}
