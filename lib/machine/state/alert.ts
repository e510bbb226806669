/** Jobs that failed since the picture before. */
export interface Alert {
  readonly count: number;
  /** Names of some of them, newest failure first: those that are at hand. Untrusted text. */
  readonly names: readonly string[];
}
