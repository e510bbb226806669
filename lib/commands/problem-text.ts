import type { ActionProblem } from '../actions/action-problem.js';
import type { Problem } from '../model/problem.js';
import { sanitize } from '../view/text/sanitize.js';
import { OutputError } from './write-out.js';

const pathLimit = 4096;
const detailLimit = 1000;

/** Problems whose sentence alone doesn't tell exactly what happened. */
const unspecific: ReadonlySet<string> = new Set(['failed', 'damaged', 'busy']);

/**
 * A problem for stderr: what happened, to which file, and what to do next; then the system's own message, where
 * that helps. A reader's problem has to go through `oneShot` first.
 */
export function problemText({ code, sentence, file, advice, detail = '' }: Problem | ActionProblem): string {
  const lines = [`jobs-view: ${sanitize(file, pathLimit)}: ${clean(sentence)}`, clean(advice)];
  const said = unspecific.has(code) ? sanitize(detail, detailLimit) : '';
  return (said === '' ? lines : [...lines, `Detail: ${said}`]).join('\n');
}

/** What a program on another host says is as untrusted as a database. */
function clean(text: string): string {
  return sanitize(text, detailLimit);
}

/** An unexpected error, or an output that can't be written to, as one sentence for stderr. */
export function unexpectedText(error: unknown): string {
  if (error instanceof OutputError)
    return `jobs-view: The output cannot be written: ${sanitize(error.message, detailLimit)}`;
  const message = error instanceof Error ? error.message : String(error);
  return `jobs-view: Unexpected error: ${sanitize(message, detailLimit)}`;
}
