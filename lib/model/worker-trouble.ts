/** What is wrong with the worker of a running job. Times in ms since the epoch. */
export type WorkerTrouble =
  /**
   * Its process has ended: proved. `since`: its last sign, null where it gave none after the claim. `reused`: another
   * process has its number now.
   */
  | { readonly kind: 'gone'; readonly since: number | null; readonly reused: boolean }
  /** Nothing has been heard of it since `since`, by the sign that it should give. It may be at work nevertheless. */
  | { readonly kind: 'silent'; readonly since: number; readonly sign: WorkerSign };

/** A heartbeat, a change of its row, or, where it owes neither, any commit at all after its lease has run out. */
export type WorkerSign = 'heartbeat' | 'update' | 'lease';
