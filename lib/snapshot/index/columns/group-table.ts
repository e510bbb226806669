import { type JobStatus, type JobType, jobStatuses, jobTypes } from '../../../model/job.js';
import {
  type CrossCounts,
  crossCounts,
  type JobCounts,
  type JobTotals,
  type JobTypeCounts,
  noCounts,
} from '../../../model/picture.js';

/** The fields of a group, by their positions among its numbers. */
export const field = {
  jobs: 0,
  filesProcessed: 1,
  filesTotal: 2,
  /** Recorded sizes of outputs, in halves of 32 bits that are summed separately. */
  bytesHigh: 3,
  bytesLow: 4,
  /** Files that were parsed, and files that failed or weren't reached by a job that failed. */
  filesParsed: 5,
  filesLost: 6,
  /** Files that are still to be done. */
  filesLeft: 7,
} as const;

/** How many numbers a group has. */
export const groupWidth = 8;

/** The numbers of one group of jobs. */
interface Group {
  readonly status: JobStatus;
  readonly type: JobType;
  readonly of: (wanted: keyof typeof field) => number;
}

/** The progress of the whole queue's files, as far as the queue's table has it. */
export interface Stages {
  /** Files that were parsed, that running jobs still have to do, and that failed jobs didn't reach. */
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

/** Figures of the queue, made from the sums for each status and type. */
export class GroupTable {
  readonly #groups: readonly Group[];

  /** `numbers`: for each status, and in it for each type, in the order of the lists, its {@link groupWidth} fields. */
  constructor(numbers: Float64Array) {
    this.#groups = jobStatuses.flatMap((status, row) =>
      jobTypes.flatMap((type, column): Group[] => {
        const at = (row * jobTypes.length + column) * groupWidth;
        const own = numbers.slice(at, at + groupWidth);
        return own[field.jobs] ? [{ status, type, of: (wanted) => own[field[wanted]] ?? 0 }] : [];
      }),
    );
  }

  /** How many jobs have each status. */
  counts(): JobCounts {
    const counts = { ...noCounts };
    for (const { status, of } of this.#groups) counts[status] += of('jobs');
    return counts;
  }

  /** How many jobs there are of each type. */
  types(): JobTypeCounts {
    const types = { scan: 0, parse: 0, export: 0, backtest: 0, other: 0 };
    for (const { type, of } of this.#groups) types[type] += of('jobs');
    return types;
  }

  /** How many jobs there are of each status and type. */
  crossed(): CrossCounts {
    return crossCounts(this.#groups.map(({ status, type, of }) => ({ status, type, jobs: of('jobs') })));
  }

  /** The status bar's sums. */
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

  /** The figures for the pipeline. */
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

  #sum(wanted: keyof typeof field, passes: (group: Group) => boolean = () => true): number {
    return this.#groups.reduce((sum, group) => (passes(group) ? sum + group.of(wanted) : sum), 0);
  }
}
