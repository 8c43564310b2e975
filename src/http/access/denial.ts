/** Says why a request may not read. */
export interface Denial {
  readonly status: 401 | 403;
  /** A text for the log that is the same for every request with this reason. */
  readonly reason: string;
  /** A text for the log about this request. */
  readonly detail?: string;
}

export function forbidden(reason: string, detail?: string): Denial {
  return { status: 403, reason, ...(detail !== undefined && { detail }) };
}
