import type { ActionRequest, ActionResult } from '../../actions/action.js';
import { everyJob } from '../../model/filter.js';
import type { Finding } from '../../model/problem.js';
import type { MatchingCountsReader } from '../../snapshot/matching-counts.js';
import { countText } from '../../view/format/numbers.js';
import { oneShot } from '../write-out.js';
import { writingFinding } from './events.js';

/**
 * The findings about a database on a host that has Python alone, by its `counts` and by what does actions there. Never
 * rejects.
 */
export async function agentFindings(
  counts: Pick<MatchingCountsReader, 'counts'>,
  act: (request: ActionRequest) => Promise<ActionResult>,
  path: string,
): Promise<readonly Finding[]> {
  const topic = 'database';
  const read = await counts.counts(everyJob, { kind: 'all' });
  if (read.kind === 'problem') {
    const { code, sentence, advice } = oneShot(read.problem);
    return [{ topic, verdict: code === 'busy' ? 'note' : 'bad', text: `${sentence} ${advice}` }];
  }
  const jobs = Object.values(read.counts).reduce((sum, count) => sum + count, 0);
  const text = `${countText(jobs)} jobs; its files are read from here, through python3`;
  return [{ topic, verdict: 'good', text }, await writingFinding(path, jobs > 0, null, act)];
}
