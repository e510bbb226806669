import type { PostgresTrouble } from './trouble.js';

/**
 * Which other product a server is, by the parameters that it announces at the start of a connection; null for
 * PostgreSQL, and if it doesn't say. These products speak PostgreSQL's protocol, but their rows have neither `xmin` nor
 * `ctid`, so that nothing shows which rows were written since the last look.
 */
export function productOf(announced: ReadonlyMap<string, string>): PostgresTrouble | null {
  if (announced.has('crdb_version')) return { kind: 'cockroach' };
  return /-YB-/.test(announced.get('server_version') ?? '') ? { kind: 'yugabyte' } : null;
}
