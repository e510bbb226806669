import type { PostgresPlace } from '../place.js';

/** Which of the servers of a place are wanted. */
type TargetSession = NonNullable<PostgresPlace['sessions']>;

/** What is asked of the servers in one pass over them. */
export type PassTarget = Exclude<TargetSession, 'prefer-standby'>;

/** What is asked of the servers in each pass, one after another until one is found. */
export function passes(target: TargetSession): readonly PassTarget[] {
  return target === 'prefer-standby' ? ['standby', 'any'] : [target];
}

/**
 * Whether a server is one that is wanted, in the meaning that the words have for PostgreSQL's own programs.
 * `onlyReads`: whether its transactions only read unless they say otherwise.
 */
export function isWanted(target: PassTarget, isStandby: boolean, onlyReads: boolean): boolean {
  switch (target) {
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
