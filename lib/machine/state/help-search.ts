/** A search in the help. */
export interface HelpSearch {
  readonly text: string;
  /** First visible line when it began, to return to when the search is given up. */
  readonly origin: number;
  /** The line of the current match; null if nothing matches. */
  readonly at: number | null;
}
