import type { Anchor } from '../../../model/picture.js';
import { namePattern } from '../../../schema/filter-parameters.js';
import type { WalkedPages } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { Queryable } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { versionNumber, versionsInService } from '../../tables/plugin-versions.js';

/** A search for a text in the list. */
export type Search = Extract<Anchor, { kind: 'match' }>;

/** An anchor whose place in the list has to be found. */
export type WindowSearch = Extract<Anchor, { kind: 'match' | 'new' }>;

/**
 * The parameters of the fragments job_holds and holds for a text; `plugins` are those of {@link pluginsHolding}.
 */
export function textParameters(text: string, plugins: readonly string[]): SqlParameters {
  const ascii = /^\p{ASCII}*$/u.test(text);
  return {
    ':text': text.toLowerCase(),
    ':pattern': ascii ? null : namePattern(text),
    ':encoded': encoded(text),
    ':number': isNumber(text) ? text : null,
    ':plugins': JSON.stringify(plugins),
  };
}

/** Whether a text may be a job's id. */
export function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

/** The text as it is encoded in a URI, in lower case; null if it is the same there. */
function encoded(text: string): string | null {
  const inUri = encodeURI(Buffer.from(text).toString()).toLowerCase();
  return inUri === text.toLowerCase() ? null : inUri;
}

/** Plugins whose active version contains the text: for jobs that don't record a version. */
export function pluginsHolding(database: Queryable, shape: DatabaseShape, text: string): readonly string[] {
  const wanted = text.toLowerCase();
  return [...versionsInService(database, shape)]
    .filter(([name, version]) => `${name} v${versionNumber(version)}`.toLowerCase().includes(wanted))
    .map(([name]) => name);
}

/** Whether results from pages that a query reads can be kept from one attempt to the next. */
export function canTrace({ attempt, database }: TracedParts): boolean {
  return attempt.isReusable() && database.traced !== undefined;
}

interface TracedParts {
  readonly attempt: Pick<WalkedPages, 'isReusable'>;
  readonly database: Queryable;
}

/** How long a search may take in one read. */
export interface SearchPace {
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** The search stops after this many ms, to continue in the next read; Infinity: it finishes in this one. */
  readonly patience: number;
  /** How many leaves are searched before the clock is checked. */
  readonly leaves?: number;
}

/** Finishes in one read, however long that takes. */
export const untilDone: SearchPace = { steady: () => 0, patience: Number.POSITIVE_INFINITY };
