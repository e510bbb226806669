import { jobTypes } from '../../../model/job.js';

/** What is kept for each job, by slot: there are as many slots as each array has elements. */
export interface JobColumns {
  /** The row's number. */
  readonly ids: Float64Array;
  /** fragment.started_ms, ms; NaN: none. */
  readonly starts: Float64Array;
  /** For a complete job fragment.complete_ms, for others fragment.end_ms, ms; NaN: none. */
  readonly ends: Float64Array;
  /** Its status and type as one number, see {@link kindOf}. */
  readonly kinds: Uint8Array;
  /** fragment.files_processed, see `job-amounts.ts`. */
  readonly filesProcessed: Uint32Array;
  /** fragment.files_total, see `job-amounts.ts`. */
  readonly filesTotal: Uint32Array;
  /** fragment.files_failed; 0 for none. */
  readonly filesFailed: Uint32Array;
  /** The output's size from the row or, for a complete job, from the JSON of its summary; 0 for none. */
  readonly bytes: Float64Array;
  /** Code of fragment.plugin_name and fragment.own_version in the {@link NameTable}. */
  readonly names: Uint32Array;
  /** Code in the {@link WorkerTable} of who works on the job, in halves: most queues never write the higher ones. */
  readonly workers: Uint16Array;
  readonly moreWorkers: Uint16Array;
  /** How often it was retried, up to {@link manyRetries}. */
  readonly retries: Uint8Array;
  /** fragment.turn as of the last {@link HeldBack}; 0 for a job that isn't queued. */
  readonly turns: Uint8Array;
  /** In which line a queued job waits for a worker; with the two below see `line-columns.ts`. */
  readonly lines: Uint8Array;
  /** fragment.turn_priority: the greatest comes first; minus infinity: none. */
  readonly priorities: Float64Array;
  /** No worker takes it before then, ms. */
  readonly dues: Float64Array;
}

/** Empty columns for a number of jobs. */
export function jobColumns(slots: number): JobColumns {
  return {
    ids: new Float64Array(slots),
    starts: new Float64Array(slots),
    ends: new Float64Array(slots),
    kinds: new Uint8Array(slots),
    filesProcessed: new Uint32Array(slots),
    filesTotal: new Uint32Array(slots),
    filesFailed: new Uint32Array(slots),
    bytes: new Float64Array(slots),
    names: new Uint32Array(slots),
    workers: new Uint16Array(slots),
    moreWorkers: new Uint16Array(slots),
    retries: new Uint8Array(slots),
    turns: new Uint8Array(slots),
    lines: new Uint8Array(slots),
    priorities: new Float64Array(slots),
    dues: new Float64Array(slots),
  };
}

/** Stands for this many retries or more; the exact number has to be read by SQL. */
export const manyRetries = 255;

/** The end of complete jobs that have none, as fragment.complete_ms has it. */
export const beforeAllTimes = -8_640_000_000_000_000;

/** Status and type as one number; both are indexes into `jobStatuses` and `jobTypes`. */
export function kindOf(status: number, type: number): number {
  return status * jobTypes.length + type;
}

/**
 * Names of plugins with the version in the job's own columns, by codes from 0 on. A code is valid as long as the
 * table exists.
 */
export class NameTable {
  readonly #codes = new Map<string, number>();
  readonly #plugins: string[] = [];
  readonly #versions: (string | null)[] = [];

  /** How many there are. */
  get size(): number {
    return this.#plugins.length;
  }

  /** The code of this name and version; a new one if they have none. */
  code(plugin: string, version: string | null): number {
    const key = keyOf(plugin, version);
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#plugins.push(plugin) - 1;
      this.#versions.push(version);
      this.#codes.set(key, code);
    }
    return code;
  }

  /** The code of this name and version; null if they have none. */
  find(plugin: string, version: string | null): number | null {
    return this.#codes.get(keyOf(plugin, version)) ?? null;
  }

  /** fragment.plugin_name; empty if there is none. Throws for an unknown code. */
  plugin(code: number): string {
    const plugin = this.#plugins[code];
    if (plugin === undefined) throw new RangeError(`no name has the code ${code}`);
    return plugin;
  }

  /** fragment.own_version. */
  version(code: number): string | null {
    return this.#versions[code] ?? null;
  }
}

function keyOf(plugin: string, version: string | null): string {
  return `${plugin.length}:${plugin}${version === null ? '' : `=${version}`}`;
}
