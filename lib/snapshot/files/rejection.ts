/** Why it can't be shown that everything read existed together at one instant. It is read again. */
export interface Rejection {
  readonly rejected: string;
  /** A shared-memory header that contradicts the WAL; if that persists, it is stale. */
  readonly suspect?: string;
  /** True if nothing was read yet, because it was clear that it couldn't be proved: no attempt was lost. */
  readonly postponed?: true;
  /** True if the attempt was proved, and the next one continues its work. */
  readonly continues?: true;
}
