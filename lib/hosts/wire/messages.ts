import type { ActionResult } from '../../actions/action.js';
import type { JobFilter } from '../../model/filter.js';
import type { Finding } from '../../model/finding.js';
import type { ToldEvent } from '../../model/follow-event.js';
import type { ReadProgress } from '../../model/picture.js';
import type { Problem } from '../../model/problem.js';
import type { Calls } from '../../snapshot/thread/messages.js';
import type { HostAction } from './action-shapes.js';

/**
 * The number of what both sides agree on. It changes with every shape of a message: another one is another version, and
 * the two don't understand each other. A spec holds the shapes of each number (spec/hosts/wire/protocols.json).
 */
export const protocol = 8;

/** What a program can do for another host. */
export const abilities = ['read', 'logs', 'act'] as const;
export type Ability = (typeof abilities)[number];

/** A whole log, laid aside there to be fetched piece by piece. */
export type Laid =
  | { readonly kind: 'laid'; readonly bytes: number }
  | Exclude<Calls['fill']['answer'], { readonly kind: 'copied' }>;

/** From where on a queue is followed on another host. */
export type FollowFrom =
  | { readonly kind: 'now' }
  /** From an instant, ms. */
  | { readonly kind: 'since'; readonly at: number }
  /** After the first of these cursors that the host knows. */
  | { readonly kind: 'cursors'; readonly cursors: readonly string[] };

/** How to follow it. */
export interface FollowStart {
  readonly filter: JobFilter;
  /** Whether a database that can't be read at the start is waited for, whatever the problem. */
  readonly waits: boolean;
  readonly from: FollowFrom;
}

/** What is told next: some events; nothing more; or a problem that ended it. */
export type FollowAnswer =
  | { readonly kind: 'told'; readonly told: readonly ToldEvent[] }
  | { readonly kind: 'over' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What the doctor there found. */
export type Found =
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Every call that another host answers, with its argument and its answer: those of the reading thread, and some more.
 */
export interface HostCalls
  extends Pick<
    Calls,
    'picture' | 'measured' | 'rest' | 'counts' | 'failed-runs' | 'log' | 'portion' | 'search' | 'matches'
  > {
  /** Lays a job's log aside as it is at one instant, in place of the one before; the job's id. */
  readonly 'lay-log': { readonly ask: string; readonly answer: Laid };
  /** A piece of it from a byte on: empty at its end, null if there is none. */
  readonly 'log-bytes': { readonly ask: number; readonly answer: Uint8Array | null };
  readonly act: { readonly ask: HostAction; readonly answer: ActionResult };
  /** Begins to follow the queue, or goes on (null): answered as soon as there is something to tell. */
  readonly follow: { readonly ask: FollowStart | null; readonly answer: FollowAnswer };
  readonly doctor: { readonly ask: null; readonly answer: Found };
}

export type HostCallName = keyof HostCalls;

/** The first message of either side. Its shape is the same in every version. */
export interface Hello {
  readonly kind: 'hello';
  readonly protocol: number;
  /** The program's version; untrusted. */
  readonly version: string;
  /** Of {@link abilities}; those of other versions may have other names. */
  readonly able: readonly string[];
}

/** Messages to the other host. */
export type ToHost =
  | Hello
  /** The second message: which database; null: the usual one there. */
  | { readonly kind: 'open'; readonly path: string | null; readonly logFolder: string | null }
  | {
      readonly [N in HostCallName]: {
        readonly kind: 'call';
        readonly id: number;
        readonly name: N;
        readonly ask: HostCalls[N]['ask'];
      };
    }[HostCallName]
  /** The call with this number is no longer wanted. It is still answered. */
  | { readonly kind: 'abort'; readonly id: number }
  /** To be answered by `pong`: whether the other side is still there. */
  | { readonly kind: 'ping' };

/** What the other host says of itself. */
export type HostNews =
  /** Something may have changed; whether writers are at full speed there. */
  | { readonly kind: 'changed'; readonly inStorm: boolean }
  /** Changes aren't noticed as promptly there as they should be. */
  | { readonly kind: 'hampered' }
  /** As in a thread's news. */
  | { readonly kind: 'sizes' }
  | { readonly kind: 'log-news' }
  | { readonly kind: 'progress'; readonly progress: ReadProgress };

/** Messages from the other host. */
export type FromHost =
  | Hello
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'pong' }
  | HostNews;
