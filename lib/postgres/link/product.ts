import type { PostgresTrouble } from './trouble.js';

/**
 * Which other product a server is, by what it says of itself when it lets somebody in; null for PostgreSQL, and for what
 * says nothing. They speak PostgreSQL's language, but their rows have neither `xmin` nor `ctid`, so that nothing tells
 * which of them were written since the last look.
 */
export function productOf(announced: ReadonlyMap<string, string>): PostgresTrouble | null {
  if (announced.has('crdb_version')) return { kind: 'cockroach' };
  return /-YB-/.test(announced.get('server_version') ?? '') ? { kind: 'yugabyte' } : null;
}
