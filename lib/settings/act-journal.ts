import { appendFileSync, mkdirSync, readFileSync, statSync, unwatchFile, watchFile } from 'node:fs';
import { dirname } from 'node:path';
import type { JobAction, OwnAct } from '../model/marks.js';
import { isJsonObject, jsonIn } from '../model/sound-json.js';
import { replaceFile } from './small-file.js';

/** An act, and when it was known to be done, ms since the epoch. */
export interface NotedAct extends OwnAct {
  readonly at: number;
}

/** A file that is larger than this many bytes is cut down to this many acts, the latest ones. */
const mostBytes = 64_000;
const latestActs = 100;
/** How often it is looked whether there are new acts, ms. */
const lookEveryMs = 500;
/** No id of a job is longer. */
const longestId = 100;

/**
 * What this operator did to the jobs of a database from this machine: a line for each act, in a file of their own, so that
 * whichever of their programs did it, the others can tell. A record beside the database would be everybody's.
 */
export class ActJournal {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Adds an act. The operator didn't ask for that, so they aren't told if it fails. */
  note({ action, takenBack, changed, jobs, jobId }: OwnAct, at: number): void {
    const line = `${JSON.stringify({ at, action, takenBack, changed, jobs, jobId })}\n`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      appendFileSync(this.#file, line, { mode: 0o600 });
      if (statSync(this.#file).size <= mostBytes) return;
      const lines = readFileSync(this.#file, 'utf8').trimEnd().split('\n');
      replaceFile(this.#file, `${lines.slice(-latestActs).join('\n')}\n`);
    } catch {
      // It was done all the same; others of their programs can't tell by whom.
    }
  }

  /** The acts after an instant, ms, the earliest first. Lines that can't be understood are passed over. */
  after(instant: number): readonly NotedAct[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      // Nothing was ever noted, or nothing can be.
      return [];
    }
    return text.split('\n').flatMap((line) => {
      const act = actIn(jsonIn(line));
      return act === null || act.at <= instant ? [] : [act];
    });
  }

  /** Calls back when there may be more acts, without holding the process; returns what ends that. */
  watch(onChange: () => void): () => void {
    watchFile(this.#file, { persistent: false, interval: lookEveryMs }, onChange);
    return () => unwatchFile(this.#file, onChange);
  }
}

const actions: readonly JobAction[] = ['retry', 'cancel', 'stop'];

function actIn(value: unknown): NotedAct | null {
  if (!isJsonObject(value)) return null;
  const { at, takenBack, changed, jobs, jobId } = value;
  const action = actions.find((each) => each === value.action);
  if (action === undefined || typeof takenBack !== 'boolean') return null;
  if (!isCount(at) || at > 8.64e15 || !isCount(changed) || !isCount(jobs) || changed === 0) return null;
  const id = typeof jobId === 'string' && jobId.length <= longestId ? jobId : null;
  return { at, action, takenBack, changed, jobs, jobId: id };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
