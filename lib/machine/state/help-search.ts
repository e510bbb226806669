/** A search in the help. */
export interface HelpSearch {
  readonly text: string;
  /** First visible line when it began: where giving it up leads back to. */
  readonly origin: number;
  /** The line of the match that it stands at; null where nothing matches. */
  readonly at: number | null;
}
