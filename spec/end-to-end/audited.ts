import { followInJson, type Told } from './follow-lines.js';

/** Each is one change of every job. */
export const phases = [
  { status: 'RUNNING', told: 'running', more: ', claim_time = 1768298400000' },
  {
    status: 'FAILED',
    told: 'failed',
    more: ", end_time = 1768298400000, error_message = 'row ' || id || ' is bad'",
  },
  {
    status: 'QUEUED',
    told: 'queued',
    more: ', claim_time = NULL, end_time = NULL, error_message = NULL, retry_count = 1',
  },
  { status: 'RUNNING', told: 'running', more: ', claim_time = 1768298400000' },
  { status: 'COMPLETED', told: 'complete', more: ', end_time = 1768298400000' },
] as const;

/** What `follow` calls a status of the database. */
export const words: Readonly<Record<string, string>> = {
  ...{ QUEUED: 'queued', RUNNING: 'running', FAILED: 'failed', COMPLETED: 'complete' },
};

/** Numbers from 0 to 1, the same ones for the same seed. */
export function numbers(from: number): () => number {
  let state = from;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A change of a job's status, as it was told or recorded. */
export interface Change {
  readonly job: unknown;
  readonly was: unknown;
  readonly became: unknown;
}

/** Each job's changes, in their order. */
export function byJob(changes: readonly Change[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const { job, was, became } of changes) {
    found[String(job)] ??= [];
    found[String(job)]?.push(`${was}→${became}`);
  }
  return found;
}

/** The rows of an audit table in the words of `follow`. */
export function inWords(audit: readonly Readonly<Record<string, unknown>>[]): readonly Change[] {
  return audit.map(({ job, was, became }) => ({
    job,
    was: words[String(was)],
    became: words[String(became)],
  }));
}

/** Runs of `follow --json`, each killed after some lines, and each but the first going on from the last of them. */
export class KilledFollower {
  readonly told: Told[] = [];
  #changed = 0;
  #runs = 0;
  #isDone = false;
  #tell: () => void = () => {};
  readonly #following: Promise<void>;

  /** `linesOf`: how many lines the next run tells before it is killed. */
  constructor(path: string, environment: Readonly<Record<string, string>>, linesOf: () => number) {
    this.#following = this.#follow(path, environment, linesOf);
    // Whoever waits for something hears of it.
    this.#following.catch(() => {});
  }

  get runs(): number {
    return this.#runs;
  }

  /** What it says may be missing, but for a time when nobody read: a busy machine is as slow a reader as any. */
  get gaps(): readonly Told[] {
    return this.told.filter(({ type, reason }) => type === 'gap' && reason !== 'output_not_read');
  }

  /** The jobs' changes that were told. */
  get changes(): readonly (Change & Told)[] {
    return this.told.flatMap((each) =>
      each.type === 'job' ? [{ ...each, job: each.id, was: each.from, became: each.to }] : [],
    );
  }

  /** Resolves once something was told, and this many jobs' changes. */
  heard(count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#following.catch(reject);
      this.#tell = () => {
        if (this.told.length > 0 && this.#changed >= count) resolve();
      };
      this.#tell();
    });
  }

  /** The next line is the last one. Resolves when all runs have ended. */
  end(): Promise<void> {
    this.#isDone = true;
    return this.#following;
  }

  async #follow(
    path: string,
    environment: Readonly<Record<string, string>>,
    linesOf: () => number,
  ): Promise<void> {
    for (let cursor: string | null = null; !this.#isDone; ) {
      this.#runs += 1;
      let left = linesOf();
      const since = cursor === null ? [] : ['--since', cursor];
      const follower = followInJson([path, ...since], environment, (each, child) => {
        this.told.push(each);
        if (each.type === 'job') this.#changed += 1;
        this.#tell();
        left -= 1;
        if (left === 0 || this.#isDone) child.kill('SIGKILL');
      });
      const { errors } = await follower.ended;
      if (errors !== '') throw new Error(errors);
      cursor = follower.told.at(-1)?.cursor ?? cursor;
    }
  }
}
