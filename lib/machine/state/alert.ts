/** Jobs that failed since the last picture. */
export interface Alert {
  readonly count: number;
  /** Names of some of them, newest failure first: those that are loaded. Untrusted text. */
  readonly names: readonly string[];
}

/** When the operator was alerted last, ms, and what failed since then without another alert. */
export interface Alerted {
  readonly at: number;
  readonly since: Alert | null;
}
