import type { ActionRequest, ActionResult } from '../../actions/action.js';
import { everyJob } from '../../model/filter.js';
import { type Finding, good } from '../../model/problem.js';
import type { MatchingCountsReader } from '../../snapshot/matching-counts.js';
import { countText } from '../../view/format/numbers.js';
import { writingFinding } from './events.js';
import { problemFinding } from './finding.js';

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
  if (read.kind === 'problem') return [problemFinding(topic, read.problem)];
  const jobs = Object.values(read.counts).reduce((sum, count) => sum + count, 0);
  const text = `${countText(jobs)} jobs; its files are read from here, through python3`;
  return [good(topic, text), await writingFinding(path, jobs > 0, null, act)];
}
