import type { ActionProblem } from '../actions/action-problem.js';
import type { Problem } from '../model/problem.js';
import { sanitize } from '../view/text/sanitize.js';
import { OutputError } from './write-out.js';

const pathLimit = 4096;
const detailLimit = 1000;

/** Of these the sentence alone can't tell what exactly happened. */
const unspecific: ReadonlySet<string> = new Set(['failed', 'damaged', 'busy']);

/**
 * A problem for stderr: what happened, to which file, and what to do next; then what the system said, where that helps.
 * One of a reader comes by way of `oneShot`.
 */
export function problemText({ code, sentence, file, advice, detail = '' }: Problem | ActionProblem): string {
  const lines = [`jobs-view: ${sanitize(file, pathLimit)}: ${sentence}`, advice];
  const said = unspecific.has(code) ? sanitize(detail, detailLimit) : '';
  return (said === '' ? lines : [...lines, `Detail: ${said}`]).join('\n');
}

/** What nobody foresaw, or that the output takes no more, as one sentence for stderr. */
export function unexpectedText(error: unknown): string {
  if (error instanceof OutputError)
    return `jobs-view: The output cannot be written: ${sanitize(error.message, detailLimit)}`;
  const message = error instanceof Error ? error.message : String(error);
  return `jobs-view: Unexpected error: ${sanitize(message, detailLimit)}`;
}
