import { readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { cursorsIn } from '../../../lib/cli/cursor.js';
import { type FollowOptions, follow } from '../../../lib/commands/follow.js';
import { actJournal } from '../../../lib/commands/operator-records.js';
import type { World } from '../../../lib/commands/world.js';
import type { ActJournal } from '../../../lib/settings/act-journal.js';
import { eventually } from '../../support/eventually.js';

/** A pipe that somebody reads, more or less. */
export class Pipe extends Writable {
  #text = '';
  #isBroken = false;
  #held: (() => void)[] | null = null;

  override _write(chunk: Buffer, _: string, done: (error?: Error) => void): void {
    const write = () => {
      if (this.#isBroken) return done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
      this.#text += String(chunk);
      done();
    };
    if (this.#held === null) write();
    else this.#held.push(write);
  }

  get lines(): readonly string[] {
    return this.#text.split('\n').slice(0, -1);
  }

  /** Nobody reads until {@link release}. */
  hold(): void {
    this.#held = [];
  }

  get isHeld(): boolean {
    return this.#held !== null && this.#held.length > 0;
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const write of held) write();
  }

  breakOff(): void {
    this.#isBroken = true;
    this.release();
  }
}

/** A run of `follow` in this process. */
export interface Run {
  readonly pipe: Pipe;
  readonly ended: Promise<number>;
  readonly errors: () => string;
}

/** Follows the databases at these paths, which have names if they are several; `state` is the operator's own folder. */
export function startFollow(
  paths: readonly string[],
  state: string,
  order: Partial<FollowOptions> = {},
): Run {
  const [pipe, error] = [new Pipe(), new PassThrough()];
  let errors = '';
  error.on('data', (text) => {
    errors += String(text);
  });
  const world = { ...worldIn(state), input: new PassThrough(), output: pipe, error } as unknown as World;
  const choice = { statuses: null, types: null, name: null, cause: null, text: null, worker: null };
  const databases = paths.map((path) => ({ path, name: basename(path, '.sqlite3') }));
  const ended = follow({ databases, format: 'json', choice, since: null, looks: {}, ...order }, world);
  return { pipe, ended, errors: () => errors };
}

const worldIn = (state: string) => ({
  ...{ home: null, host: 'vm', folder: state, now: Date.now },
  environment: { LANG: 'C.UTF-8', XDG_STATE_HOME: state },
});

/** Where the operator with this folder notes what they do to a database. */
export function journalOf(path: string, state: string): ActJournal {
  const journal = actJournal(path, worldIn(state) as unknown as World);
  if (journal === null) throw new Error('nothing is noted');
  return journal;
}

/** A line of JSON. */
export type Told = Readonly<Record<string, unknown>>;

/** The lines that a run has printed. */
export const told = ({ pipe }: Run): readonly Told[] => pipe.lines.map((line) => JSON.parse(line) as Told);

/** Resolves when a run has printed at least this many lines. */
export const linesOf = (run: Run, count: number) =>
  eventually(
    () => run.pipe.lines.length >= count,
    () => `${run.pipe.lines.join('\n')}\n${run.errors()}`,
  );

/** An order that goes on from a cursor. */
export function since(cursor: unknown): Pick<FollowOptions, 'since'> {
  const cursors = cursorsIn(String(cursor));
  return { since: cursors === null ? null : { kind: 'cursor', cursors } };
}

/** The files that this process has open whose paths begin so. */
export const openIn = (part: string): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${descriptor}`);
      return file.startsWith(part) ? [file] : [];
    } catch {
      return [];
    }
  });
