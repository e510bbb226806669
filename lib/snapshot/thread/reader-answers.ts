import type { Readers } from '../remote-readers.js';
import type { Calls, ReaderCallName } from './messages.js';

/** What answers each of some calls; never rejects. */
export type AnswersTo<
  C extends { readonly [N in keyof C]: { readonly ask: unknown; readonly answer: unknown } },
> = {
  readonly [N in keyof C]: (ask: C[N]['ask'], signal: AbortSignal) => Promise<C[N]['answer']>;
};

/** The answers of readers to the calls that they take wherever they run. */
export function answersOf(
  readers: Pick<Readers, 'snapshots' | 'matchingCounts' | 'logs' | 'measured' | 'portion'>,
): AnswersTo<Pick<Calls, ReaderCallName>> {
  const { snapshots, matchingCounts, logs } = readers;
  return {
    picture: (request) => snapshots.read(request),
    measured: (request) => readers.measured(request),
    rest: ({ filter, failures }) => matchingCounts.rest(filter, failures),
    counts: ({ filter, failures }) => matchingCounts.counts(filter, failures),
    'failed-runs': (filter) => matchingCounts.failedRuns(filter),
    log: (request) => logs.read(request),
    portion: (request) => readers.portion(request),
    search: (search, signal) => logs.search(search, signal),
    matches: ({ search, at }, signal) => logs.matches(search, at, signal),
  };
}
