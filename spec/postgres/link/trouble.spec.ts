import { describe, expect, it } from '@jest/globals';
import {
  isOfStatement,
  type PostgresTrouble,
  problemOfPostgres,
  troubleOf,
} from '../../../lib/postgres/link/trouble.js';

const error = (code: string, message = 'secret') => Object.assign(new Error(message), { code });

describe('The trouble of a server', () => {
  it.each<readonly [string, PostgresTrouble['kind'], boolean]>([
    ['28P01', 'wrong-password', false],
    ['28000', 'not-let-in', false],
    ['3D000', 'no-database', false],
    ['53300', 'out-of-connections', false],
    ['57P03', 'starting', false],
    ['57P01', 'gone', false],
    ['08006', 'gone', false],
    ['08P01', 'pooler', false],
    ['42501', 'no-grant', true],
    ['42P01', 'no-queue', true],
    ['57014', 'too-slow', true],
    ['55P03', 'locked', true],
    ['40001', 'gave-way', true],
    ['40P01', 'gave-way', true],
    ['XX000', 'other', true],
    ['ECONNREFUSED', 'refused', false],
    ['ENOTFOUND', 'unknown-host', false],
    ['EHOSTUNREACH', 'unreachable', false],
    ['ECONNRESET', 'gone', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted', false],
  ])('%s means %s, and the connection stays usable: %s', (code, kind, leaves) => {
    const trouble = troubleOf(error(code), true);
    expect(trouble.kind).toBe(kind);
    expect(isOfStatement(trouble)).toBe(leaves);
  });

  it('is another one if the connection ended before it was established', () => {
    const ended = new Error('Connection terminated unexpectedly');
    expect(troubleOf(ended, false)).toEqual({ kind: 'no-postgres' });
    expect(troubleOf(ended, true)).toEqual({ kind: 'gone' });
    expect(troubleOf('secret', false)).toEqual({ kind: 'no-postgres' });
    expect(troubleOf(null, true)).toEqual({ kind: 'gone' });
  });

  it('is worded without the words of the server, and with its label', () => {
    for (const code of ['28P01', '42501', 'XX000', '57014', 'constructor', 'ENOENT']) {
      const problem = problemOfPostgres(troubleOf(error(code), true), 'postgres://there');
      expect(problem).toMatchObject({
        file: 'postgres://there',
        sentence: expect.stringMatching(/^[A-Z].*\.$/),
      });
      expect(problem.advice).not.toBe('');
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
    expect(problemOfPostgres({ kind: 'other', code: 'XX000' }, 'postgres://there').detail).toBe('code XX000');
  });
});
