import type { ActionProblem } from '../../actions/action-problem.js';
import { runAction } from '../../actions/run-action.js';
import type { Finding } from '../../model/problem.js';
import { clean } from './clean.js';

/** Why nothing is written. */
export type Refusal = Pick<ActionProblem, 'sentence' | 'advice'>;

/**
 * Whether retry, cancel and stop will work, by the same probe as the dashboard's, where there is a queue to write
 * to. Writes nothing.
 */
export async function writingFinding(
  path: string,
  hasJobs: boolean,
  whyNot: Refusal | null,
): Promise<Finding> {
  const topic = 'actions';
  if (whyNot !== null) return wontWork(whyNot);
  const result = await runAction({ action: 'probe', path });
  if (result.kind === 'done' && !hasJobs)
    return { topic, verdict: 'note', text: 'will not work: there are no jobs here to be written to' };
  if (result.kind === 'done')
    return { topic, verdict: 'good', text: `retry, cancel and stop will work: ${clean(result.sentence)}` };
  return wontWork(result.problem);
}

function wontWork({ sentence, advice }: Refusal): Finding {
  const text = `will not work. ${clean(sentence)} ${clean(advice)}`.trimEnd();
  return { topic: 'actions', verdict: 'note', text };
}
