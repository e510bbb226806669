import type { ConnectionParameters } from '../connection-parameters.js';

/** Which kind of server is wanted. */
type TargetSession = NonNullable<ConnectionParameters['sessions']>;

/** The kind of server that one pass over the servers looks for. */
export type PassTarget = Exclude<TargetSession, 'prefer-standby'>;

/** The kinds to look for, one pass after another until a server is found. */
export function passes(target: TargetSession): readonly PassTarget[] {
  return target === 'prefer-standby' ? ['standby', 'any'] : [target];
}

/**
 * Whether a server is of the requested kind, with the meaning that the words have for PostgreSQL's own programs.
 * `onlyReads`: whether its transactions are read-only by default.
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
