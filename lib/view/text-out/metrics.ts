import { outlookOf } from '../../model/forecast/outlook.js';
import { type JobStatus, type JobType, jobStatuses, jobTypes } from '../../model/job.js';
import type { QueueKind, QueueLack } from '../../model/limits.js';
import type { CountedPicture } from '../../model/picture.js';
import { noTroubles, troubleKinds, type WorkerRow } from '../../model/worker.js';
import { sanitize } from '../text/sanitize.js';

const labelLimit = 4096;

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric. Without a sample it isn't written. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A database's name, which is untrusted, and its picture; null: it couldn't be read. */
interface Measured {
  readonly name: string;
  readonly picture: CountedPicture | null;
}

/**
 * Pictures of databases as metrics in the text format of Prometheus, for its textfile collector: all gauges, without
 * timestamps, each with the database as a label. Other labels have values of ours alone. `now` in ms since the epoch.
 */
export function metricsText(databases: readonly Measured[], now: number): string {
  const families = new Map<string, Family>();
  for (const { name: database, picture } of databases)
    for (const family of [up(picture), ...(picture === null ? [] : familiesOf(picture, now))]) {
      const samples = family.samples.map(({ labels, value }) => ({ labels: { database, ...labels }, value }));
      const known = families.get(family.name)?.samples ?? [];
      families.set(family.name, { ...family, samples: [...known, ...samples] });
    }
  return [...families.values()]
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('');
}

function familyText({ name, help, samples }: Family): string {
  return [
    `# HELP ${name} ${help.replace(/[\\\n]/g, escaped)}`,
    `# TYPE ${name} gauge`,
    ...samples.map(({ labels = {}, value }) => `${name}${labelsText(labels)} ${value}`),
    '',
  ].join('\n');
}

function up(picture: CountedPicture | null): Family {
  return {
    name: 'jobs_view_up',
    help: '1 if the database could be read; else 0, and its other metrics are left out.',
    samples: [{ value: picture === null ? 0 : 1 }],
  };
}

function familiesOf(picture: CountedPicture, now: number): readonly Family[] {
  const { asOf, counts, crossed, troubles, pace = null, workers, queue } = picture;
  const lacks = (lack: QueueLack) => queue?.lacks.includes(lack) ?? false;
  const missing: readonly JobStatus[] = [
    ...(lacks('done') ? (['complete'] as const) : []),
    ...(lacks('cancelled') ? (['cancelled'] as const) : []),
  ];
  const outlook = outlookOf(pace, { counts, troubles, depths: [] }, asOf);
  const { perMinute, verdict, workLeft, heldBack, oldestWaitingAt } = outlook;
  // Of each kind, whether the queue records what it is judged by.
  const isKnown = { gone: !lacks('heartbeats'), silent: !lacks('heartbeats'), stalled: !lacks('progress') };
  return [
    {
      name: 'jobs_view_jobs',
      help: 'Jobs in the queue by status and type; words that this program does not know count as other.',
      samples:
        crossed === undefined
          ? []
          : jobStatuses
              .filter((status) => !missing.includes(status))
              .flatMap((status) => byType(crossed[status], queue, status)),
    },
    {
      name: 'jobs_view_jobs_held_back',
      help: 'Queued jobs that cannot be taken now: they are held, wait for a time, or their parser is paused.',
      samples: pace === null ? [] : [{ value: heldBack }],
    },
    {
      name: 'jobs_view_oldest_queued_seconds',
      help: 'How long the oldest job that can be taken has waited.',
      samples: secondsOf(oldestWaitingAt === null ? null : Math.max(0, asOf - oldestWaitingAt)),
    },
    {
      name: 'jobs_view_queue_stalled',
      help: '1 if jobs wait and nothing has finished for long, else 0.',
      samples: pace === null ? [] : [{ value: verdict.kind === 'stalled' ? 1 : 0 }],
    },
    {
      name: 'jobs_view_jobs_stalled',
      help: 'Running jobs that have made no progress for long, although their workers are not in trouble.',
      samples: troubles === null || !isKnown.stalled ? [] : [{ value: troubles.stalled }],
    },
    {
      name: 'jobs_view_jobs_in_trouble',
      help: 'Running jobs whose worker is gone or silent, and those that have stalled.',
      samples:
        troubles === null
          ? []
          : troubleKinds
              .filter((state) => isKnown[state])
              .map((state) => ({ labels: { state }, value: troubles[state] })),
    },
    {
      name: 'jobs_view_workers',
      help: 'Workers heard of in the last hour, by what they do.',
      samples: workers && !lacks('workers') ? workerSamples(workers.rows, workers.total) : [],
    },
    {
      name: 'jobs_view_finished_jobs_per_second',
      help: 'Recent rate at which jobs complete or fail; left out after too few.',
      samples: perMinute === null ? [] : [{ value: perMinute / 60 }],
    },
    {
      name: 'jobs_view_drain_seconds',
      help: 'Time until all jobs that can be taken are done at that rate, if none arrive.',
      samples: secondsOf(workLeft?.ms ?? null),
    },
    {
      name: 'jobs_view_snapshot_timestamp_seconds',
      help: 'When these metrics were true, since the epoch.',
      samples: [{ value: asOf / 1000 }],
    },
    {
      name: 'jobs_view_snapshot_age_seconds',
      help: 'Age of these metrics when they were written.',
      samples: secondsOf(Math.max(0, now - asOf)),
    },
  ];
}

/** Our types say nothing of another program's jobs, which all count as other. */
function byType(
  jobs: Readonly<Record<JobType, number>>,
  queue: QueueKind | undefined,
  status: JobStatus,
): readonly Sample[] {
  if (queue === undefined) return jobTypes.map((type) => ({ labels: { status, type }, value: jobs[type] }));
  const value = jobTypes.reduce((sum, type) => sum + jobs[type], 0);
  return [{ labels: { status, type: 'other' }, value }];
}

function secondsOf(ms: number | null): readonly Sample[] {
  return ms === null || !Number.isFinite(ms) ? [] : [{ value: Math.round(ms) / 1000 }];
}

const states = [...troubleKinds, 'working', 'idle'] as const;

/** Rows that weren't returned come last in the list's order, so they are workers that run nothing. */
function workerSamples(rows: readonly WorkerRow[], total: number): readonly Sample[] {
  const counts = { ...noTroubles, working: 0, idle: total - rows.length };
  for (const { trouble, running } of rows) counts[trouble?.kind ?? (running > 0 ? 'working' : 'idle')] += 1;
  return states.map((state) => ({ labels: { state }, value: counts[state] }));
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${sanitize(value, labelLimit, { spaces: 'all' }).replace(/[\\\n"]/g, escaped)}"`,
  );
  return `{${parts.join(',')}}`;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
