import type { JobStatus, JobType } from '../../model/job.js';
import type { JobCounts, JobTotals, JobTypeCounts } from '../../model/picture.js';
import { jobStatuses, jobTypes } from '../../schema/filter-parameters.js';
import { field, groupWidth } from './group-sums.js';

/** Numbers of one group of jobs. */
interface Group {
  readonly status: JobStatus;
  readonly type: JobType;
  readonly of: (wanted: keyof typeof field) => number;
}

/** Where the files of the whole queue stand, as far as the queue itself tells. */
export interface Stages {
  /** Files that were parsed, that running jobs have before them, and that failed jobs didn't come to. */
  readonly parsed: number;
  readonly parsing: number;
  readonly lost: number;
  /** Jobs. */
  readonly scanning: number;
  /** Jobs whose output is complete, those that are writing one, and exports that failed. */
  readonly ready: number;
  readonly writing: number;
  readonly unexported: number;
}

/** What a list of groups, as `GroupSums` gives it, says of the queue. */
export class GroupTable {
  readonly #groups: readonly Group[];

  constructor(list: Float64Array) {
    const groups: Group[] = [];
    for (let from = 0; from < list.length; from += groupWidth) {
      const code = list[from] ?? 0;
      groups.push({
        status: jobStatuses[Math.floor(code / jobTypes.length)] ?? 'other',
        type: jobTypes[code % jobTypes.length] ?? 'other',
        of: (wanted) => list[from + field[wanted]] ?? 0,
      });
    }
    this.#groups = groups;
  }

  /** How many jobs stand where. */
  counts(): JobCounts {
    const counts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
    for (const { status, of } of this.#groups) counts[status] += of('jobs');
    return counts;
  }

  /** How many there are of each type. */
  types(): JobTypeCounts {
    const types = { scan: 0, parse: 0, export: 0, backtest: 0, other: 0 };
    for (const { type, of } of this.#groups) types[type] += of('jobs');
    return types;
  }

  /** The status bar's sums, as far as sizes are recorded in a column. */
  totals(): JobTotals {
    let outputBytes = 0n;
    for (const { status, of } of this.#groups) {
      if (status === 'complete') outputBytes += (BigInt(of('bytesHigh')) << 32n) + BigInt(of('bytesLow'));
    }
    return { filesProcessed: this.#sum('filesProcessed'), filesTotal: this.#sum('filesTotal'), outputBytes };
  }

  /** How many jobs have one of these statuses and types; null lets all through. */
  jobs(statuses: readonly string[] | null, types: readonly string[] | null): number {
    return this.#sum(
      'jobs',
      ({ status, type }) => (statuses?.includes(status) ?? true) && (types?.includes(type) ?? true),
    );
  }

  /** What the pipeline is told of. */
  stages(): Stages {
    return {
      parsed: this.#sum('filesParsed'),
      parsing: this.#sum('filesLeft', ({ status }) => status === 'running'),
      lost: this.#sum('filesLost'),
      scanning: this.jobs(['running'], ['scan']),
      ready: this.jobs(['complete'], ['parse', 'export']),
      writing: this.jobs(['running'], ['parse', 'export']),
      unexported: this.jobs(['failed'], ['export']),
    };
  }

  /** When the last of the complete jobs ended, ms since the epoch; null where none is complete. */
  latestEnd(): number | null {
    const ends = this.#groups.filter(({ status }) => status === 'complete').map(({ of }) => of('lastEnd'));
    return ends.length === 0 ? null : Math.max(...ends);
  }

  #sum(wanted: keyof typeof field, passes: (group: Group) => boolean = () => true): number {
    return this.#groups.reduce((sum, group) => (passes(group) ? sum + group.of(wanted) : sum), 0);
  }
}
