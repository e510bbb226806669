import { sanitize } from '../lib/view/sanitize.js';

/** A problem of any part of the program. */
export interface Complaint {
  readonly sentence: string;
  readonly file: string;
  readonly advice: string;
}

const pathLimit = 4096;
const detailLimit = 1000;

/** A problem for stderr: what happened, to which file, and what to do next. */
export function problemText({ sentence, file, advice }: Complaint): string {
  return `jobs-view: ${sanitize(file, pathLimit)}: ${sentence}\n${advice}`;
}

/** What nobody foresaw, as one sentence for stderr. */
export function unexpectedText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `jobs-view: It could not be done: ${sanitize(message, detailLimit)}`;
}
