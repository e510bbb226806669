import type { PostgresPlace } from '../place.js';

/** Which of the servers of a place are wanted. */
type SessionWish = NonNullable<PostgresPlace['sessions']>;

/** What is asked of the servers in one pass over them. */
export type PassWish = Exclude<SessionWish, 'prefer-standby'>;

/** What is asked of the servers in each pass, one after another until one is found. */
export function passes(wish: SessionWish): readonly PassWish[] {
  return wish === 'prefer-standby' ? ['standby', 'any'] : [wish];
}

/**
 * Whether a server is one that is wanted, in the meaning that the words have for PostgreSQL's own programs. `onlyReads`:
 * whether its transactions only read unless they say otherwise.
 */
export function isWanted(wish: PassWish, isStandby: boolean, onlyReads: boolean): boolean {
  switch (wish) {
    case 'any':
      return true;
    case 'primary':
      return !isStandby;
    case 'standby':
      return isStandby;
    case 'read-write':
      return !isStandby && !onlyReads;
    case 'read-only':
      return isStandby || onlyReads;
  }
}
