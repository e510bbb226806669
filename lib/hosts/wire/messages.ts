import type { ActionName, Done, NotDone, RequestOf, RowsDone } from '../../actions/action.js';
import type { FollowAnswer, FollowStart } from '../../model/follow-event.js';
import type { ReadProgress } from '../../model/picture.js';
import type { Finding, Problem } from '../../model/problem.js';
import type { Calls } from '../../snapshot/thread/messages.js';

/**
 * The version of the protocol. It changes whenever the form of any message does, and different versions don't
 * understand each other. A spec records the forms of each version (spec/hosts/wire/protocols.json).
 */
export const protocol = 29;

/** What a program can do for another host. */
export const abilities = ['read', 'logs', 'act'] as const;
export type Ability = (typeof abilities)[number];

/**
 * The actions that may be requested for a database on another host: not making one, nor changing its schema. The path
 * is known there.
 */
export type HostAction = { readonly [N in SentName]: Omit<RequestOf<N>, 'path'> }[SentName];

type SentName = Exclude<ActionName, 'init' | 'migrate'>;

/** A copy of a whole log there, to be fetched piece by piece. */
export type LogCopyAnswer =
  | { readonly kind: 'log-copied'; readonly bytes: number }
  | Exclude<Calls['fill']['answer'], { readonly kind: 'copied' }>;

/** The findings of the doctor there. */
export type Examination =
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Every call that another host answers, with its argument and its answer: the calls of the reading thread, and some
 * more.
 */
export interface HostCalls
  extends Pick<
    Calls,
    'picture' | 'measured' | 'rest' | 'counts' | 'failed-runs' | 'log' | 'portion' | 'search' | 'matches'
  > {
  /** Copies a job's log at one instant, replacing the copy before; asked with the job's id. */
  readonly 'copy-log': { readonly ask: string; readonly answer: LogCopyAnswer };
  /** A piece of it from a byte on: empty at its end, null if there is none. */
  readonly 'log-bytes': { readonly ask: number; readonly answer: Uint8Array | null };
  readonly act: { readonly ask: HostAction; readonly answer: Done | RowsDone | NotDone };
  /** Begins to follow the queue, or continues (null): answered as soon as there is an event. */
  readonly follow: { readonly ask: FollowStart | null; readonly answer: FollowAnswer };
  readonly doctor: { readonly ask: null; readonly answer: Examination };
}

export type HostCallName = keyof HostCalls;

/** The first message of either side. Its shape is the same in every version. */
export interface Hello {
  readonly kind: 'hello';
  readonly protocol: number;
  /** The program's version; untrusted. */
  readonly version: string;
  /** Some of {@link abilities}; other versions may have others. */
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

/** News that the other host sends unasked. */
export type HostNews =
  /** Something may have changed; whether writers are at full speed there. */
  | { readonly kind: 'changed'; readonly atFullSpeed: boolean }
  /** Changes aren't noticed as promptly there as they should be. */
  | { readonly kind: 'degraded' }
  /** Something has changed that isn't to be read yet; `changed` follows. */
  | { readonly kind: 'overtaken' }
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
