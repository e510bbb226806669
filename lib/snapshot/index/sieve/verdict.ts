/** What is certain about a job without SQL: it can't contain the text, it may, or it does. */
export const verdicts = { no: 0, may: 1, holds: 2 } as const;

/** One of {@link verdicts}. */
export type Verdict = (typeof verdicts)[keyof typeof verdicts];
