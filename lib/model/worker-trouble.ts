/** What is wrong with the worker of a running job. Times in ms since the epoch. */
export type WorkerTrouble =
  /**
   * Its process has provably ended. `since`: its last sign, null if there was none after the claim. `reused`:
   * another process has its number now.
   */
  | { readonly kind: 'gone'; readonly since: number | null; readonly reused: boolean }
  /**
   * There has been no sign of it since `since`; `sign` is the kind that it should give. It may be running
   * all the same.
   */
  | { readonly kind: 'silent'; readonly since: number; readonly sign: WorkerSign };

/** A heartbeat, a change of its row, or, if neither is due, any commit at all after its lease has expired. */
export type WorkerSign = 'heartbeat' | 'update' | 'lease';
