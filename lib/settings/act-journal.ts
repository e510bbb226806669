import { appendFileSync, closeSync, constants, fstatSync, mkdirSync, unwatchFile, watchFile } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { longestWords, mostIds } from '../model/feed.js';
import type { JobId } from '../model/job.js';
import type { JobAction, NotedAct, OwnAct } from '../model/marks.js';
import { isCount, isJsonObject, jsonIn } from '../model/sound-json.js';
import { shortened } from '../model/text.js';
import { openPlain, readSmallFile, replaceFile } from './small-file.js';

/** A file that is larger than this many bytes is cut down to this many acts, the latest ones. */
const mostBytes = 64_000;
const latestActs = 100;
/** One that is larger than this many bytes was written by somebody else, and is replaced. */
const mostToKeep = 10 * mostBytes;
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
  note({ ids, ...act }: OwnAct, at: number): void {
    const [jobId = null] = act.jobs === 1 ? ids : [];
    // Earlier versions read `jobId` alone.
    const line = `${JSON.stringify({ at, ...act, jobId, ids: ids.slice(0, mostIds) })}\n`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      const size = this.#append(line);
      if (size <= mostBytes) return;
      const lines = (size > mostToKeep ? line : this.#text()).trimEnd().split('\n');
      replaceFile(this.#file, `${lines.slice(-latestActs).join('\n')}\n`);
    } catch {
      // It was done all the same; others of their programs can't tell by whom.
    }
  }

  /** The acts after an instant, ms, the earliest first. Lines that can't be understood are passed over. */
  after(instant: number): readonly NotedAct[] {
    let text: string;
    try {
      text = this.#text();
    } catch {
      // Nothing was ever noted, or nothing can be.
      return [];
    }
    return text.split('\n').flatMap((line) => {
      const act = actIn(jsonIn(line));
      return act === null || act.at <= instant ? [] : [act];
    });
  }

  /** Another text once acts may have been noted: that costs less than reading them. Null without a journal. */
  look(): Promise<string | null> {
    return lstat(this.#file).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      // Nothing was ever noted, or nothing can be.
      () => null,
    );
  }

  /** Appends to the file, which no link may stand for; returns how many bytes it then has. */
  #append(line: string): number {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    const descriptor = openPlain(this.#file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW);
    try {
      appendFileSync(descriptor, line);
      return fstatSync(descriptor).size;
    } finally {
      closeSync(descriptor);
    }
  }

  #text(): string {
    return readSmallFile(this.#file, constants.O_NOFOLLOW);
  }

  /** Calls back when there may be more acts, without holding the process; returns what ends that. */
  watch(onChange: () => void): () => void {
    watchFile(this.#file, { persistent: false, interval: lookEveryMs }, onChange);
    return () => unwatchFile(this.#file, onChange);
  }
}

/** What the operator's other programs do from an instant on, each act once; this one notes its own acts here, too. */
export class ActsElsewhere {
  readonly #journal: ActJournal;
  /** When this program's own acts were noted, ms. */
  readonly #own = new Set<number>();
  #reportedTo: number;
  /** What the journal looked like when acts were last read, and when it was last looked at; whether that is under way. */
  #read: string | null = null;
  #looked: string | null = null;
  #isLooking = false;

  constructor(journal: ActJournal, from: number) {
    this.#journal = journal;
    this.#reportedTo = from;
  }

  /** Acts up to this instant, ms, have been told. */
  get reportedTo(): number {
    return this.#reportedTo;
  }

  /** Adds an act of this program. */
  note(act: OwnAct, at: number): void {
    this.#own.add(at);
    this.#journal.note(act, at);
  }

  /** The acts that weren't told before. */
  news(): readonly NotedAct[] {
    const acts = this.#journal.after(this.#reportedTo);
    this.#reportedTo = Math.max(this.#reportedTo, ...acts.map(({ at }) => at));
    return acts.filter(({ at }) => !this.#own.has(at));
  }

  /** The acts that were news at the last call of this: whoever waits for keys never waits for a disk that hangs. */
  newsSoFar(): readonly NotedAct[] {
    const isSame = this.#read === this.#looked;
    this.#read = this.#looked;
    if (!this.#isLooking) {
      this.#isLooking = true;
      void this.#journal.look().then((look) => {
        this.#looked = look;
        this.#isLooking = false;
      });
    }
    return isSame ? [] : this.news();
  }
}

const actions: readonly JobAction[] = ['retry', 'cancel', 'stop'];
const choices = ['cause', 'worker', 'name'] as const;

function actIn(value: unknown): NotedAct | null {
  if (!isJsonObject(value)) return null;
  const { at, takenBack, changed, jobs, jobId } = value;
  const { ids = [jobId] } = value;
  const action = actions.find((each) => each === value.action);
  if (action === undefined || typeof takenBack !== 'boolean') return null;
  if (!isCount(at) || at > 8.64e15 || !isCount(changed) || !isCount(jobs) || changed === 0) return null;
  const isId = (id: unknown): id is JobId => typeof id === 'string' && id.length <= longestId;
  const known = Array.isArray(ids) ? ids.filter(isId).slice(0, mostIds) : [];
  return { at, action, takenBack, changed, jobs, ids: known, ...inCommonOf(value.of) };
}

function inCommonOf(value: unknown): Pick<OwnAct, 'of'> {
  if (!isJsonObject(value) || typeof value.text !== 'string') return {};
  const kind = choices.find((each) => each === value.kind);
  return kind === undefined ? {} : { of: { kind, text: shortened(value.text, longestWords) } };
}
