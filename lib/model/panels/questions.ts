import type { Causes, CausesRequest } from '../causes.js';
import type { FilterKey } from '../filter/filter-text.js';
import type { WorkerList, WorkersRequest } from '../worker.js';
import type { ParserList, ParsersRequest } from './parsers.js';

/** What panels of rows ask about a queue, each by the name that its answer has in the picture. */
export interface Questions {
  readonly causes?: CausesRequest;
  readonly workers?: WorkersRequest;
  readonly parsers?: ParsersRequest;
}

/** What a picture answers them, if requested; null while the jobs are still being counted. */
export interface Answers {
  readonly causes?: Causes | null;
  readonly workers?: WorkerList | null;
  readonly parsers?: ParserList | null;
}

/** A question, by its name. */
export type QuestionName = keyof Questions;

/** What a question asks. */
export type Asked<Q extends QuestionName> = NonNullable<Questions[Q]>;

/** What is answered to a question. */
export type Answered<Q extends QuestionName> = NonNullable<Answers[Q]>;

/** All questions. */
export const questionNames = ['causes', 'workers', 'parsers'] as const satisfies readonly QuestionName[];

const countedParts = [...questionNames, 'since', 'rows', 'targets', 'marks', 'awaited'] as const;

/** What a request asks that nothing can answer before all jobs are counted. */
export type CountedPart = (typeof countedParts)[number];

/** The answers while jobs are still being counted: null to whatever was asked. */
export function unanswered(request: { readonly [P in CountedPart]?: unknown }): {
  readonly [P in CountedPart]?: null;
} {
  return Object.fromEntries(
    countedParts.filter((part) => request[part] !== undefined).map((part) => [part, null]),
  );
}

/** Of how many jobs an answer has yet to be read: asking again makes it fewer. */
export function unreadIn({ causes }: Answers): number {
  return causes?.unread ?? 0;
}

/** Asks for the causes of failures, and for more of the first one. */
export const askCauses: Questions = { causes: { sampleOf: null } };

/** What tells which values a key of the filter may have: a question, and the values in its answer. Untrusted. */
interface Suggesting {
  readonly ask: Questions;
  readonly values: (answers: Answers) => readonly string[] | undefined;
}

const askParsers: Questions = { parsers: { periodMs: null, of: null } };

/** The keys of the filter whose values a queue knows. */
export const suggesting: { readonly [K in FilterKey]?: Suggesting } = {
  worker: {
    ask: { workers: { periodMs: null, of: null, jobs: 0 } },
    values: ({ workers }) => workers?.rows.map(({ name }) => name),
  },
  parser: { ask: askParsers, values: ({ parsers }) => parsers?.rows.map(({ name }) => name) },
  version: { ask: askParsers, values: ({ parsers }) => parsers?.rows.map(({ version }) => version ?? '') },
  cause: {
    ask: askCauses,
    values: ({ causes }) => causes?.groups.map(({ text }) => text),
  },
};
