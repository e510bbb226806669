import { jobTypes } from '../../model/job.js';

/** What is kept of jobs, by slot: as many slots as each array has elements. */
export interface JobColumns {
  /** The row's number. */
  readonly ids: Float64Array;
  /** fragment.started_ms, ms; NaN: none. */
  readonly starts: Float64Array;
  /** For a complete job fragment.complete_ms, for others fragment.end_ms, ms; NaN: none. */
  readonly ends: Float64Array;
  /** {@link kindOf} its status and type. */
  readonly kinds: Uint8Array;
  /** fragment.files_processed, see `job-amounts.ts`. */
  readonly filesProcessed: Uint32Array;
  /** fragment.files_total, likewise. */
  readonly filesTotal: Uint32Array;
  /** fragment.files_failed; 0 for none. */
  readonly filesFailed: Uint32Array;
  /** The output's size as the row has it, or for a complete job the JSON of its summary; 0 for none. */
  readonly bytes: Float64Array;
  /** Code of fragment.plugin_name and fragment.own_version in the {@link NameTable}. */
  readonly names: Uint32Array;
}

/** Columns for a number of jobs, with nothing in them. */
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
  };
}

/** Status and type as one number; they are places in `jobStatuses` and `jobTypes`. */
export function kindOf(status: number, type: number): number {
  return status * jobTypes.length + type;
}

/** Names of plugins with the version that a job's own columns name, by codes from 0 on. A code stands as long as the table. */
export class NameTable {
  readonly #codes = new Map<string, number>();
  readonly #plugins: string[] = [];
  readonly #versions: (string | null)[] = [];

  /** How many there are. */
  get size(): number {
    return this.#plugins.length;
  }

  /** The code of these two; a new one where they have none. */
  code(plugin: string, version: string | null): number {
    const key = `${plugin.length}:${plugin}${version === null ? '' : `=${version}`}`;
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#plugins.push(plugin) - 1;
      this.#versions.push(version);
      this.#codes.set(key, code);
    }
    return code;
  }

  /** fragment.plugin_name; empty where there is none. Throws for what is no code. */
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
