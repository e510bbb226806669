import type { JobsEvent } from '../../lib/machine/state/event.js';
import { mostTailLines } from '../../lib/machine/state/log-viewer.js';
import type { Job } from '../../lib/model/job.js';
import { wholePercents } from '../../lib/model/job-detail.js';
import type { LogReading, LogRequest } from '../../lib/model/log.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { LogInMemory } from '../machine/log-in-memory.js';
import { jobWith, minute, now } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';
import { workerLog } from './log-session.js';
import { detailOf } from './panel-scenes.js';

const job = jobWith({
  ...{ id: '3', status: 'running', statusText: 'RUNNING', name: 'fix_parser', version: '1.2' },
  ...{ startedAt: now - 3 * minute, itemsProcessed: 420, itemsTotal: 1000 },
});
/** The same job after its end. */
export const ended = { ...job, status: 'complete', completedAt: now - minute } as const;
/** What the panel asks of the log. */
export const request: LogRequest = {
  jobId: '3',
  place: { kind: 'end' },
  before: mostTailLines,
  after: 0,
  purpose: 'tail',
};

/** Runs of up to four minutes. */
const percentiles = wholePercents.map((percent) => percent * 2400);

/** The panel of a job whose log was read so. */
export const panelWith = (reading: LogReading, of: Job = job): readonly JobsEvent[] => [
  read([of]),
  ...keys('Enter'),
  read([of], { detail: detailOf(of, { runTimes: { runs: 1240, percentiles } }) }),
  { type: 'log', request, reading },
];
/** What a reader makes of a text. */
export const textLog = (text: string) => new LogInMemory(text, 16_384).read(request, now);
/** Where a log was looked for. */
export const looked = ['cf_job_logs in /data/jobs.sqlite3', '/logs/3.log'];
/** What a log is that nobody may read. */
export const unreadable: LogReading = { kind: 'problem', problem: problemOf('unreadable', '/logs/3.log') };

/** What has happened before the picture is taken, by the name of the screen. */
export const logTailScenes: Scenes = {
  'detail-log': panelWith(workerLog().read(request, now)),
  'detail-log-scrolled': [...panelWith(workerLog().read(request, now)), ...keys('PageDown')],
  'detail-log-short': panelWith(textLog('one\n\x1b[31mtwo\x1b[0m\n')),
  'detail-log-missing': panelWith({ kind: 'none', looked, recorded: '/home/operator/logs/3.log' }, ended),
  'detail-log-none': panelWith({ kind: 'none', looked }, ended),
};
