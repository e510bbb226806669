/**
 * Why the dispatcher put a job off without its having failed: no worker had room, or a restart lost the job or its
 * worker.
 */
export type Deferral = 'no-room' | 'lost-on-restart' | 'worker-gone-on-restart';

const deferrals: ReadonlyMap<string, Deferral> = new Map([
  ['capacity_rejection', 'no-room'],
  ['lost_on_restart', 'lost-on-restart'],
  ['worker_missing_after_restart', 'worker-gone-on-restart'],
]);

/** What a dispatcher means by a word that it writes in place of an error; null for a real error. */
export function deferralOf(errorMessage: string | null): Deferral | null {
  return deferrals.get(errorMessage?.trim() ?? '') ?? null;
}

/** Why a queued job hasn't started, as of its picture. Times in ms since the epoch. */
export type Waiting =
  /** No job of its parser is dispatched until an operator resumes the parser. */
  | {
      readonly kind: 'paused';
      readonly since: number | null;
      /** How many failures in a row caused that; null if the record doesn't tell. */
      readonly failures: number | null;
      /** The last of these failures. Untrusted text. */
      readonly lastFailure: string | null;
    }
  /** It failed, for the reason in its error message, and will be tried again. */
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'deferred'; readonly at: number; readonly deferral: Deferral }
  | { readonly kind: 'scheduled'; readonly at: number }
  /** It can be taken; `place` counts from 1, null if unknown. */
  | { readonly kind: 'line'; readonly place: number | null }
  /** A worker is about to start it. */
  | { readonly kind: 'dispatching' }
  /** The dispatcher doesn't consider jobs of this status. */
  | { readonly kind: 'pending' };
