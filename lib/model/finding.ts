/** One thing that the doctor checked. All text is clean where it was found. */
export interface Finding {
  readonly topic: string;
  /** `bad`: the dashboard won't work. `note`: it works, with something missing. */
  readonly verdict: 'good' | 'note' | 'bad';
  readonly text: string;
}
