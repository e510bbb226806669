import type { HostReaders } from '../../hosts/host-readers.js';
import type {
  FollowEnding,
  FollowEvent,
  FollowFrom,
  FollowStart,
  ReportedEvent,
} from '../../model/follow-event.js';
import type { Problem } from '../../model/problem.js';
import type { OwnActs, PrintEvents, ReportedAct } from './follow-output.js';

/** What may come back by itself. */
const lost: ReadonlySet<Problem['code']> = new Set(['no-link', 'no-access', 'silent']);

/** What to follow on another host, and where to start. */
interface FarParts {
  /** Closed in the end. */
  readonly host: HostReaders;
  readonly start: FollowStart;
  /** What the operator did from here, which the program there can't tell from others' acts; absent: that isn't told. */
  readonly acts?: OwnActs | undefined;
  readonly print: PrintEvents;
  /** Ms since the epoch. */
  readonly now: () => number;
}

/**
 * Follows a queue on another host. The program there reads, compares and records; here events are only printed. After a
 * lost link it continues after the last printed event, so that none is missed or printed twice.
 */
export class FarFollowing {
  readonly #parts: FarParts;
  readonly #stopped: Promise<'stopped'>;
  #stop: () => void = () => {};
  #fail: (error: unknown) => void = () => {};
  /** How often the link has changed, and who waits for that. */
  #changes = 0;
  #wake: () => void = () => {};
  /** The cursor after what was printed last; null while there is none. */
  #cursor: string | null = null;
  #hasBegun = false;
  /** The last problem of the link that was reported; null if the link is up, or none was reported. */
  #reported: Problem['code'] | null = null;

  /** Nothing happens before {@link run}. */
  constructor(parts: FarParts) {
    this.#parts = parts;
    this.#stopped = new Promise((resolve, reject) => {
      this.#stop = () => resolve('stopped');
      this.#fail = reject;
    });
  }

  /**
   * Resolves when nobody reads any more, or nothing can ever be read. Rejects if the output can't be written. Call
   * once.
   */
  async run(): Promise<FollowEnding> {
    const { host, start, acts, print } = this.#parts;
    const unwatch = host.watch({ onChange: () => this.#changed(), onDegraded: () => {} });
    const unwatchActs = acts?.watch(() => {
      if (this.#hasBegun) void print([], this.#acts()).then((isRead) => isRead || this.stop(), this.#fail);
    });
    try {
      for (let next: FollowStart | null = start; ; ) {
        const changes = this.#changes;
        const answer = await Promise.race([host.follow(next), this.#stopped]);
        if (answer === 'stopped' || answer.kind === 'over') return { kind: 'unread' };
        if (answer.kind === 'events') {
          if (!(await this.#tell(answer.events, next !== null))) return { kind: 'unread' };
          next = null;
          continue;
        }
        const { problem } = answer;
        const isLost = lost.has(problem.code);
        const mayCome = problem.code === 'no-link' || this.#hasBegun || start.waits;
        if (!isLost || !mayCome) return answer;
        if (!(await this.#lose(problem))) return { kind: 'unread' };
        next = { ...start, from: this.#from() };
        if ((await Promise.race([this.#changeAfter(changes), this.#stopped])) === 'stopped')
          return { kind: 'unread' };
      }
    } finally {
      unwatch();
      unwatchActs?.();
      await host.close();
    }
  }

  /** Ends it as if nobody read it any more. */
  stop(): void {
    this.#stop();
  }

  /** Where to continue: from the start until there is a first event. */
  #from(): FollowFrom {
    if (this.#cursor !== null) return { kind: 'cursors', cursors: [this.#cursor] };
    return this.#hasBegun ? { kind: 'now' } : this.#parts.start.from;
  }

  async #tell(events: readonly ReportedEvent[], isFirst: boolean): Promise<boolean> {
    // After a reconnect the other side begins with a snapshot again, which isn't the beginning here.
    const fresh =
      this.#hasBegun && isFirst ? events.filter(({ event }) => event.kind !== 'snapshot') : events;
    const before = this.#reported === null ? [] : this.#own(this.#back());
    this.#reported = null;
    this.#hasBegun = true;
    this.#cursor = events.at(-1)?.cursor ?? null;
    return this.#parts.print([...before, ...fresh], this.#acts());
  }

  /** The link is up again; without a cursor something may be missing. */
  #back(): readonly FollowEvent[] {
    const good: FollowEvent = { kind: 'connection', problem: null, replaced: false };
    const isMissing = this.#hasBegun && this.#cursor === null;
    return isMissing ? [good, { kind: 'gap', reason: { kind: 'unknown-cursor' } }] : [good];
  }

  async #lose(problem: Problem): Promise<boolean> {
    if (this.#reported === problem.code) return true;
    this.#reported = problem.code;
    return this.#parts.print(this.#own([{ kind: 'connection', problem, replaced: false }]), []);
  }

  #own(events: readonly FollowEvent[]): readonly ReportedEvent[] {
    const asOf = this.#parts.now();
    return events.map((event) => ({ event, asOf, cursor: this.#cursor }));
  }

  #acts(): readonly ReportedAct[] {
    return (this.#parts.acts?.news() ?? []).map((act) => ({ act, cursor: this.#cursor }));
  }

  #changed(): void {
    this.#changes += 1;
    this.#wake();
  }

  async #changeAfter(changes: number): Promise<void> {
    while (this.#changes === changes)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }
}
