import type { Random } from '../../lib/demo/random.js';
import type { ReadAttempt } from '../../lib/snapshot/attempt/read-attempt.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { Content, Play } from './play.js';
import { type Burst, type Conditions, longestPause, SimulatedSystem } from './simulated-system.js';
import type { World } from './worlds.js';

/** The pages that an attempt showed. */
interface Shown {
  readonly pageSize: number;
  /** Number of pages. */
  readonly length: number;
  /** By number. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** The numbers of the pages that are read of a database of `length` pages, in the order in which they are read. */
type Choice = (length: number) => readonly number[];

const upwards: Choice = (length) => Array.from({ length }, (_, index) => index + 1);
const downwards: Choice = (length) => [...upwards(length)].reverse();
const ends: Choice = (length) => (length > 1 ? [length, 2] : [1]);
const withoutFirst: Choice = (length) => upwards(length).slice(1);

/** All pages mostly, some else, never none. */
export function chosen(random: Random): Choice {
  return random.pick([upwards, upwards, downwards, ends, withoutFirst]);
}

/** Reads the chosen pages through an attempt, as SQLite would. */
function show(attempt: ReadAttempt, choice: Choice): Shown {
  const { pageSize } = attempt;
  const length = Math.floor(attempt.length / pageSize);
  const pages = new Map<number, Uint8Array>();
  for (const number of choice(length)) pages.set(number, attempt.page(number));
  return { pageSize, length, pages };
}

/**
 * Whether these are pages of that content. What is behind its end doesn't count: a file may be longer than its first
 * page says, for a short time.
 */
function isOf({ pageSize, length, pages }: Shown, content: Content): boolean {
  if (pageSize !== content.pageSize || length < content.pages.length) return false;
  for (const [number, page] of pages) {
    if (number <= content.pages.length && content.pages[number - 1]?.equals(page) !== true) return false;
  }
  return true;
}

/** The result of one read. */
export interface Seen {
  /** Before which looks the bursts came; those that came too late are missing. */
  readonly placed: readonly number[];
  readonly attempts: number;
  /** Number of the state that was shown; null where the database was busy, missing or empty. */
  readonly state: number | null;
}

/** Attempts that one read may take, beside a writer that pauses at some time. */
const mostAttempts = 60;

/** How long, in ms, a file without a journal has to be seen unchanged before it counts as being at rest. */
const rest = 60;
/**
 * After a late step a read may have less than this many ms left to see such a file, and to see it again after its rest,
 * on a busy machine.
 */
const twoAttempts = 2 * longestPause + rest;

/** A reader that lives along one recording. Throws if the reader shows something that it must not. */
export class Timeline {
  readonly system: SimulatedSystem;
  readonly #database: LiveDatabase;
  /** The state shown last. */
  #last = 0;
  /** What the last read showed; null where it showed nothing. */
  #shown: Shown | null = null;
  /** The result of the last look; null before the first. */
  #lastLook: string | null = null;
  /** Whether a look has reported a change since the last read began. */
  #isTold = false;

  readonly #play: Play;

  constructor(play: Play, conditions: Conditions) {
    this.#play = play;

    this.system = new SimulatedSystem(play.worlds, conditions);
    this.#database = new LiveDatabase(
      'db',
      () => this.system.clock,
      () => {},
      this.system,
    );
  }

  /** Looks whether there is something to read, while the writer continues in these bursts. Returns which ones came. */
  async look(bursts: readonly Burst[] = []): Promise<readonly number[]> {
    const { system } = this;
    system.plan(bursts);
    const text = await this.#database.look();
    const { placed } = system;
    system.plan([]);
    if (system.held > 0) this.#fail('left a file open after a look');
    if (this.#lastLook !== null && text !== this.#lastLook) this.#isTold = true;
    this.#lastLook = text;
    return placed;
  }

  /**
   * Looks and reads while nothing is written: what is shown is what was shown before, unless a look has reported a
   * change.
   */
  async lookAndRead(choice: Choice): Promise<void> {
    const before = this.#lastLook === null ? null : this.#shown;
    await this.look();
    const wasTold = this.#isTold;
    await this.read(choice);
    const shown = this.#shown;
    if (before === null || wasTold || shown === null || isSame(before, shown)) return;
    this.#fail('showed something other than before, though no look had reported a change');
  }

  /** Reads while the writer continues in these bursts. */
  async read(choice: Choice, bursts: readonly Burst[] = []): Promise<Seen> {
    const { system } = this;
    const began = system.position;
    let attempts = 0;
    let advanced = 0;
    let attemptBegan = began;
    this.#isTold = false;
    system.plan(bursts);
    system.onAttempt = () => {
      if (system.position !== attemptBegan) advanced = attempts;
      attempts += 1;
      attemptBegan = system.position;
    };
    const reading = await this.#database.readPages((attempt) => show(attempt, choice));
    const { placed, position } = system;
    system.plan([]);
    if (system.held > 0) this.#fail('left a file open');
    this.#shown = reading.kind === 'value' ? reading.value : null;
    const seen = { placed, attempts, state: null };
    if (reading.kind === 'value') {
      // Where a burst came in the last attempt, those before it were made while the writer was in the middle of
      // something.
      const since = position === attemptBegan ? attempts - advanced : 1;
      if (since > mostAttempts) this.#fail(`took ${since} attempts`);
      return { ...seen, state: this.#stateOf(reading.value, attemptBegan, position) };
    }
    const { code, detail } = reading.problem;
    if (!this.#isExcused(code, began, position)) this.#fail(`said ${code}: ${detail}`);
    return seen;
  }

  #isExcused(code: string, from: number, to: number): boolean {
    const worlds = this.#play.worlds.slice(from, to + 1);
    const main = ({ names, files }: World) => files.get(names.get('db') ?? -1);
    switch (code) {
      case 'missing':
        return worlds.some((world) => main(world) === undefined);
      case 'empty':
        return worlds.some((world) => main(world)?.size === 0);
      case 'busy':
        return this.system.world.isLocked || this.system.sinceStep < twoAttempts;
      default:
        return false;
    }
  }

  #stateOf(shown: Shown, from: number, to: number): number {
    const { contents } = this.#play;
    const fits = contents.flatMap((content, state) => (isOf(shown, content) ? [state] : []));
    if (fits.length === 0) this.#fail('showed a state that never existed');
    const inTime = fits.filter((state) => {
      const content = contents[state];
      return content !== undefined && content.from <= to && content.until >= from;
    });
    if (inTime.length === 0) this.#fail(`showed state ${fits}, which was not then, ${from} to ${to}`);
    const state = inTime.find((one) => one >= this.#last);
    if (state === undefined) return this.#fail(`showed state ${inTime} after ${this.#last}`);
    this.#last = state;
    return state;
  }

  #fail(words: string): never {
    throw new Error(`${this.#play.name}, step ${this.system.position}: ${words}`);
  }
}

/** Whether the pages in both are the same. */
function isSame(one: Shown, other: Shown): boolean {
  if (one.pageSize !== other.pageSize) return false;
  for (const [number, page] of one.pages) {
    const again = other.pages.get(number);
    if (again !== undefined && Buffer.compare(page, again) !== 0) return false;
  }
  return true;
}
