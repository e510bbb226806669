import { holdingInAnyCase } from './any-case.js';

/** Before a whole name. */
const whole = '=';

/**
 * What a filter's worker asks for: `=vm:7` for the worker with that name, `vm` for all whose names contain this, in any
 * letter case. Untrusted.
 */
export type WorkerWanted =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'part'; readonly part: string };

/** Understands what was typed. */
export function workerWanted(asked: string): WorkerWanted {
  return asked.startsWith(whole)
    ? { kind: 'name', name: asked.slice(whole.length) }
    : { kind: 'part', part: asked };
}

/** The name or the part of a name that is asked for. */
export function nameWanted(asked: string): string {
  const wanted = workerWanted(asked);
  return wanted.kind === 'name' ? wanted.name : wanted.part;
}

/** The text that asks for exactly the worker with this name. */
export function onlyWorker(name: string): string {
  return whole + name;
}

/** Whether it holds nothing to ask for. */
export function asksForNobody(asked: string): boolean {
  return asked === '' || asked === whole;
}

/** Returns a test for whether a filter asks for the worker with a name. */
export function wantingWorkers(asked: string): (name: string) => boolean {
  const wanted = workerWanted(asked);
  return wanted.kind === 'name' ? (name) => name === wanted.name : holdingInAnyCase(wanted.part);
}

/** At most this many names of workers are listed. */
export const mostWorkersTold = 20;

/** The workers whose jobs are in the list, if the filter asks for a part of workers' names. */
export interface ListedWorkers {
  /** In order; at most {@link mostWorkersTold}. */
  readonly names: readonly string[];
  /** Whether there are others. */
  readonly areMore: boolean;
}

/** The workers with these names, each listed once. */
export function listedWorkersOf(names: Iterable<string>, areMore = false): ListedWorkers {
  const sorted = [...new Set(names)].sort();
  return {
    names: sorted.slice(0, mostWorkersTold),
    areMore: areMore || sorted.length > mostWorkersTold,
  };
}
