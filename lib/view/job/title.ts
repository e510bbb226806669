import type { Job, JobType } from '../../model/job.js';
import { shownText } from '../appearance.js';
import { countText } from '../format/count.js';
import { tellingWord } from '../names.js';
import type { Part } from '../text/line.js';
import { itemsDone } from './items.js';
import { withOutput } from './output.js';
import type { RowContext } from './row-context.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';

/** A job's title, for its first line (behaviour 4): its name and version, or what it reads and writes. */
export function titleOf(job: Job, context: RowContext): Part[] {
  return bulleted(
    [
      titles[job.type](job, context),
      job.type === 'scan' && job.status === 'complete' ? itemsDone(job) : [],
      job.status === 'queued' && job.type !== 'scan' ? optional(pathOf(job.sourcePath, context)) : [],
      words(tellingWord(job) ?? '', 'notice').filter(({ text }) => text !== ''),
      job.status === 'complete' && job.warnings ? words('with warnings', 'warning') : [],
      isWorking(job) && job.retryCount > 0 ? optional(words(`retry ${countText(job.retryCount)}`)) : [],
    ],
    context,
  );
}

const titles: Readonly<Record<JobType, (job: Job, context: RowContext) => Segment>> = {
  scan: (job, context) => firstOf(pathOf(job.sourcePath, context), pathOf(job.name, context), unnamed),
  parse: nameAndVersion,
  export: (job, context) => withOutput(nameAndVersion(job, context), job, context),
  backtest: (job, context) => [...nameAndVersion(job, context), ...iterationOf(job)],
  other: nameAndVersion,
};

const unnamed: Segment = words('(unnamed)', 'dim');

function isWorking(job: Job): boolean {
  return job.status === 'running' || job.status === 'queued';
}

function nameAndVersion(job: Job, context: RowContext): Segment {
  const name = firstOf(quoted(job.name, 'strong', context), unnamed);
  const version = shownText(job.version, context);
  if (version === '') return name;
  return [
    ...name,
    { text: /^v\d/i.test(version) ? ` ${version}` : ` v${version}`, style: 'strong', fit: 'end' },
  ];
}

/** A backtest's iteration; once it has ended, only its result matters. */
function iterationOf(job: Job): Segment {
  const iteration = job.backtest?.iteration ?? null;
  return iteration === null || job.status !== 'running' ? [] : words(` (iter ${countText(iteration)})`);
}
