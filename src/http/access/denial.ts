/** Why a request may not read. */
export interface Denial {
  readonly status: 401 | 403;
  /** For the log: the same words for the same reason. */
  readonly reason: string;
  /** For the log: what is particular to the request. */
  readonly detail?: string;
}
