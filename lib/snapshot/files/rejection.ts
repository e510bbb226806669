/** Why what was read can't be shown to have stood together at one instant. It is read again. */
export interface Rejection {
  readonly rejected: string;
  /** A shared-memory header that contradicts the log; where this persists, it is stale. */
  readonly suspect?: string;
  /** True where nothing was read yet, because it was plain that it couldn't be proved: no attempt was lost. */
  readonly postponed?: true;
  /** True where the attempt was proved, and the next one goes on from what it did. */
  readonly goesOn?: true;
}
