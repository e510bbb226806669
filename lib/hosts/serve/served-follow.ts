import type { FollowAnswer, FollowEnding, FollowStart, ReportedEvent } from '../../model/follow-event.js';
import { problemOf } from '../../snapshot/files/read-failure.js';
import { encode } from '../wire/frames.js';
import type { Follower } from './host-session.js';

/** Takes events; resolves when they are taken, with false when nobody wants them any more. */
export type TakeEvents = (events: readonly ReportedEvent[]) => Promise<boolean>;

/** A queue that is followed. */
interface ServedFollowing {
  /** Resolves when it has ended, with everything closed. */
  readonly run: () => Promise<FollowEnding>;
  readonly stop: () => void;
}

/** Begins to follow a queue, whose events are passed on. */
type Begin = (start: FollowStart, print: TakeEvents) => ServedFollowing;

/** An answer holds events up to about this many characters on the wire, and at least one. */
const mostLength = 256 * 1024;

/** A follow under way, with its events that haven't been taken yet. */
interface Begun {
  readonly following: ServedFollowing;
  readonly ended: Promise<FollowEnding>;
}

/**
 * Follows a queue for another host, which takes the events piece by piece; reading waits for that. Events that were
 * taken but lost on the way are sent again when a follower continues from the last cursor that arrived.
 */
export class ServedFollow implements Follower {
  readonly #begin: Begin;
  #begun: Begun | null = null;
  #events: readonly ReportedEvent[] = [];
  /** Tells the follow that everything was taken, or that nobody wants more. */
  #taken: (isWanted: boolean) => void = () => {};
  #ending: FollowEnding | null = null;
  #wake: () => void = () => {};
  #isClosed = false;

  constructor(begin: Begin) {
    this.#begin = begin;
  }

  async next(start: FollowStart | null): Promise<FollowAnswer> {
    if (start !== null) await this.#beginAnew(start);
    while (this.#events.length === 0 && this.#ending === null && this.#begun !== null && !this.#isClosed)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#events.length > 0) return { kind: 'events', events: this.#take() };
    const ending = this.#ending;
    return ending?.kind === 'problem' ? { kind: 'problem', problem: ending.problem } : { kind: 'over' };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
    this.#wake();
  }

  async #beginAnew(start: FollowStart): Promise<void> {
    await this.#end();
    if (this.#isClosed) return;
    const following = this.#begin(start, (events) => this.#print(events));
    const ended = following.run().catch((error: unknown): FollowEnding => {
      return { kind: 'problem', problem: problemOf('failed', '', String(error)) };
    });
    this.#begun = { following, ended };
    void ended.then((ending) => {
      this.#ending = ending;
      this.#wake();
    });
  }

  async #end(): Promise<void> {
    const begun = this.#begun;
    this.#begun = null;
    this.#events = [];
    this.#taken(false);
    begun?.following.stop();
    await begun?.ended;
    this.#ending = null;
  }

  #print(events: readonly ReportedEvent[]): Promise<boolean> {
    if (this.#begun === null || this.#isClosed) return Promise.resolve(false);
    this.#events = events;
    const taken = new Promise<boolean>((resolve) => {
      this.#taken = resolve;
    });
    this.#wake();
    return taken;
  }

  #take(): readonly ReportedEvent[] {
    const events = this.#events;
    let count = 0;
    for (let length = 0; count < events.length && length < mostLength; count += 1)
      length += encode(events[count]).length;
    this.#events = events.slice(count);
    if (this.#events.length === 0) this.#taken(true);
    return events.slice(0, count);
  }
}
