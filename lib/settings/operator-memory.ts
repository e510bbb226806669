import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clearing } from '../model/filter.js';

/** What this operator's list of one database keeps from one start to the next. */
export interface Remembered {
  /** Complete jobs that he cleared away; null for none. */
  readonly cleared: Clearing | null;
}

const nothing: Remembered = { cleared: null };

/** Where the memory of all databases is, by the XDG base directory specification; null where there is no home. */
export function memoryFolder(environment: NodeJS.ProcessEnv, home: string | null): string | null {
  const { XDG_STATE_HOME: state } = environment;
  if (state?.startsWith('/')) return join(state, 'jobs-view');
  return home === null ? null : join(home, '.local', 'state', 'jobs-view');
}

/** The memory of one database: a small JSON file that is only ever replaced whole. */
export class OperatorMemory {
  readonly #file: string;
  readonly #database: string;

  constructor(folder: string, databasePath: string) {
    this.#database = realPath(databasePath);
    const name = createHash('sha256').update(this.#database).digest('hex').slice(0, 16);
    this.#file = join(folder, `${name}.json`);
  }

  /** What is remembered; nothing where there is no file. One that can't be understood is set aside, see `broken`. */
  load(): Remembered {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      // Not there, or not readable: there is nothing to remember, and saving will say what is wrong.
      return nothing;
    }
    const remembered = understood(text);
    if (remembered === null) {
      this.#setAside();
      return nothing;
    }
    return remembered;
  }

  /** Keeps it. Answers with what went wrong, as a plain sentence, or null. */
  save(remembered: Remembered): string | null {
    const content = { schema: 1, database: this.#database, ...remembered };
    const draft = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 });
      renameSync(draft, this.#file);
      return null;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return `What you cleared is forgotten at the next start: ${this.#file} can't be written (${reason}).`;
    }
  }

  #setAside(): void {
    try {
      renameSync(this.#file, `${this.#file}.broken`);
    } catch {
      // It stays where it is, and the next save replaces it.
    }
  }
}

/** The same file by any of its names is one database; one that isn't there yet goes by its name. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function understood(text: string): Remembered | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || value.schema !== 1) return null;
  const { cleared } = value;
  if (cleared === null) return nothing;
  if (!isRecord(cleared)) return null;
  const { until, except } = cleared;
  if (typeof until !== 'number' || !Number.isFinite(until) || !Array.isArray(except)) return null;
  if (!except.every((id) => typeof id === 'string')) return null;
  return { cleared: { until, except } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
