/** Why the dispatcher put a job off, beside a failure: no worker had room, or a restart lost the job or its worker. */
export type Deferral = 'no-room' | 'lost-on-restart' | 'worker-gone-on-restart';

const deferrals: ReadonlyMap<string, Deferral> = new Map([
  ['capacity_rejection', 'no-room'],
  ['lost_on_restart', 'lost-on-restart'],
  ['worker_missing_after_restart', 'worker-gone-on-restart'],
]);

/** What a dispatcher means by the word that it writes in place of an error; null for an error. */
export function deferralOf(errorMessage: string | null): Deferral | null {
  return deferrals.get(errorMessage?.trim() ?? '') ?? null;
}

/** Why a queued job has not begun, as of its picture. Times in ms since the epoch. */
export type Waiting =
  /** Nothing of its parser is dispatched until an operator resumes that. */
  | {
      readonly kind: 'paused';
      readonly since: number | null;
      /** How many failures in a row led to that; null where the record doesn't say. */
      readonly failures: number | null;
      /** The last of them. Untrusted text. */
      readonly lastFailure: string | null;
    }
  /** It failed, for what its error message says, and is tried again. */
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'deferred'; readonly at: number; readonly deferral: Deferral }
  | { readonly kind: 'scheduled'; readonly at: number }
  /** It can be taken; `place` counts from 1. Where it is too far behind to be counted, `behind` others at least go first. */
  | { readonly kind: 'line'; readonly place: number | null; readonly behind: number | null }
  /** A worker is about to take it up. */
  | { readonly kind: 'dispatching' }
  /** The dispatcher doesn't consider jobs of this status. */
  | { readonly kind: 'pending' };
