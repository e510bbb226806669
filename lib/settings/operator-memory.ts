import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nothingRemembered, type Remembered, rememberedText, understood } from './remembered.js';
import { readSmallFile } from './small-file.js';

/** Where the memory of all databases is, by the XDG base directory specification; null where there is no home. */
export function memoryFolder(environment: NodeJS.ProcessEnv, home: string | null): string | null {
  const { XDG_STATE_HOME: state } = environment;
  if (state?.startsWith('/')) return join(state, 'jobs-view');
  return home === null ? null : join(home, '.local', 'state', 'jobs-view');
}

/** What is remembered, and what to say about it, as a plain sentence. */
export interface Recollection {
  readonly remembered: Remembered;
  /** Null where all is well. */
  readonly complaint: string | null;
}

/** The memory of one database: a small JSON file that is only ever replaced whole, so that the last one wins. */
export class OperatorMemory {
  readonly #file: string;
  readonly #database: string;
  #saidSo = false;

  constructor(folder: string, databasePath: string) {
    this.#database = realPath(databasePath);
    const name = createHash('sha256').update(this.#database).digest('hex').slice(0, 16);
    this.#file = join(folder, `${name}.json`);
  }

  /** What is remembered; nothing where there is no file. One that can't be understood is set aside as `….broken`. */
  load(): Recollection {
    let text: string;
    try {
      text = readSmallFile(this.#file);
    } catch (error) {
      if (isMissing(error)) return { remembered: nothingRemembered, complaint: null };
      return this.#forgotten(reasonOf(error));
    }
    const remembered = understood(text);
    if (remembered === null) return this.#forgotten('its content is not valid');
    return { remembered, complaint: null };
  }

  /** Keeps it. Answers with what went wrong, as a plain sentence; once, until it has gone well again. */
  save(remembered: Remembered): string | null {
    const draft = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(draft, rememberedText(this.#database, remembered), { mode: 0o600 });
      renameSync(draft, this.#file);
      this.#saidSo = false;
      return null;
    } catch (error) {
      removeDraft(draft);
      if (this.#saidSo) return null;
      this.#saidSo = true;
      return `The filter and hidden jobs won't be remembered: ${this.#file} can't be written (${reasonOf(error)}).`;
    }
  }

  #forgotten(reason: string): Recollection {
    const beginning = `The filter and hidden jobs of last time are lost: ${this.#file} can't be read (${reason})`;
    try {
      renameSync(this.#file, `${this.#file}.broken`);
      return { remembered: nothingRemembered, complaint: `${beginning}. It is kept as ${this.#file}.broken` };
    } catch {
      // It stays where it is, and the next save replaces it or says why not.
      return { remembered: nothingRemembered, complaint: `${beginning}.` };
    }
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Where it can't be written it mostly isn't there.
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  // Where the folder is something else, saving will say so.
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same file by any of its names is one database; one that isn't there yet goes by its name. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
