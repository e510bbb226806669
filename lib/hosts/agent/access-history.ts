/** The main file's chunks that were read between two accesses whose order counts. */
interface PagesRead {
  readonly kind: 'pages';
  readonly chunks: Set<number>;
  /** They aren't known yet: what leads to the first jobs is read. */
  readonly isFirst?: boolean;
}

/** An access whose place among the others is part of a proof. */
export interface OrderedAccess {
  readonly kind: 'ordered';
  /** What is done to which file, such as `read`. */
  readonly name: string;
  readonly path: string;
  readonly values: readonly number[];
}

export type Step = PagesRead | OrderedAccess;

/** An access that has been performed and not been asked for yet. */
export interface Foreseen {
  /** Its place among all. */
  readonly at: number;
  /** The descriptor that it was performed on. */
  readonly on: number | null;
  readonly step: OrderedAccess;
  readonly result: unknown;
  readonly bytes: Buffer;
}

/** At most this many steps are remembered, and compared. */
const remembered = 600;
const compared = 12;
/** At most this many are foreseen. */
const foreseen = 64;

/** What was accessed, in order, and what will most likely come next, since a reader does the same again and again. */
export class AccessHistory {
  #steps: Step[];

  /** `steps`: what is done at first. */
  constructor(steps: readonly Step[]) {
    this.#steps = [...steps];
  }

  /** The step now under way. */
  get last(): Step | undefined {
    return this.#steps.at(-1);
  }

  add(step: Step): void {
    if (this.#steps.length >= 2 * remembered) this.#steps = this.#steps.slice(-remembered);
    this.#steps.push(step);
  }

  /** What followed when the last steps were done before, up to the beginning of something new. */
  next(): readonly Step[] {
    const steps = this.#steps;
    const now = steps.length - 1;
    let [best, length] = [-1, 0];
    for (let at = now - 1; at >= 0; at -= 1) {
      let same = 0;
      while (same < compared && same <= at && isSame(steps[at - same], steps[now - same])) same += 1;
      if (same > length) [best, length] = [at, same];
    }
    if (best < 0) return [];
    const following = steps.slice(best + 1, Math.min(now, best + 1 + foreseen));
    const end = following.findIndex(isBeginning);
    return end < 0 ? following : following.slice(0, end);
  }
}

/** Whether a step begins something: what it leads to may not be performed before it. */
export function isBeginning(step: Step): boolean {
  return step.kind === 'ordered' && step.name === 'real';
}

/** Whether two accesses are the same, or both are of pages. */
export function isSame(one: Step | undefined, other: Step | undefined): boolean {
  if (one?.kind !== 'ordered' || other?.kind !== 'ordered') return one?.kind === other?.kind;
  const isAlike = one.name === other.name && one.path === other.path;
  return (
    isAlike &&
    one.values.length === other.values.length &&
    one.values.every((value, index) => value === other.values[index])
  );
}

/**
 * What is done at first: attempts to read a database at rest, and one with a WAL, which begins with what that one does, so
 * that either is answered at once.
 */
export function usual(main: string): readonly Step[] {
  const begin = 'real ;open ;status ;status ;open -journal;open -shm';
  const none = 'open -journal;open -shm;open -wal';
  const atRest = 'read  0 100;clocks;status ;stat -journal;status ';
  const end = 'read  0 100;status ;clocks;status ;stat -journal;stat ';
  const shared = 'open -shm;status -shm;read -shm 0 136';
  const wal = `status -shm;read -shm 0 136;open -wal;${atRest};status -wal;read -wal 0 32;status -wal`;
  return [
    ...[begin, 'open -wal', atRest, 'pages', none, 'pages', none, end],
    ...[begin, wal, 'first', 'open -journal', shared, 'read -wal 0 32;pages;stat -wal', shared, 'stat '],
  ].flatMap((words) => words.split(';').map((each) => stepOf(each, main)));
}

function stepOf(words: string, main: string): Step {
  const [name = '', ending, ...values] = words.split(' ');
  if (name === 'pages' || name === 'first')
    return { kind: 'pages', chunks: new Set(), isFirst: name === 'first' };
  const path = ending === undefined ? '' : `${main}${ending}`;
  return { kind: 'ordered', name, path, values: values.map(Number) };
}
