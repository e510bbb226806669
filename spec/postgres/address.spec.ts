import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPostgresAddress, noParts, parsePostgres } from '../../lib/postgres/address.js';

const at = (
  host: string,
  port: number | null = null,
  ...others: { host: string; port: number | null }[]
) => ({
  ...{ ...noParts, servers: [{ host, port }, ...others] },
});

describe('An address of a database in PostgreSQL', () => {
  it.each([
    ['postgres://', noParts],
    ['postgresql://there', at('there')],
    ['postgres://there/queue', { ...at('there'), database: 'queue' }],
    ['POSTGRES://me@there:5433/a%20b', { ...at('there', 5433), user: 'me', database: 'a b' }],
    ['postgres://me%40home@[::1]:5433/q', { ...at('::1', 5433), user: 'me@home', database: 'q' }],
    ['postgres:///q?host=/run/pg&port=5433', { ...at('/run/pg', 5433), database: 'q' }],
    ['postgres://%2Frun%2Fpg/q', { ...at('/run/pg'), database: 'q' }],
    ['postgres://?service=queue', { ...noParts, service: 'queue' }],
    ['postgres://there?channel=jobs', { ...at('there'), namesChannel: true }],
    ['postgres://there?schema=Jobs%20%22x%22', { ...at('there'), schema: 'Jobs "x"' }],
    [
      'postgres://there/q?sslmode=verify-full&sslrootcert=/etc/ca',
      { ...at('there'), database: 'q', sslMode: 'verify-full', sslRootCert: '/etc/ca' },
    ],
    ['postgres://one,two:5433/q', { ...at('one', null, { host: 'two', port: 5433 }), database: 'q' }],
    [
      'postgres:///q?host=one,two&port=6432',
      { ...at('one', 6432, { host: 'two', port: 6432 }), database: 'q' },
    ],
    [
      'postgres:///q?host=one,two&port=5432,5433',
      { ...at('one', 5432, { host: 'two', port: 5433 }), database: 'q' },
    ],
    ['postgres://there?target_session_attrs=prefer-standby', { ...at('there'), sessions: 'prefer-standby' }],
    ['postgres://there?target_session_attrs=', at('there')],
    ['postgres://there?pooler=session', at('there')],
    [
      'postgres://there/q?application_name=x&connect_timeout=3&keepalives=0',
      { ...at('there'), database: 'q' },
    ],
    ['postgres://there?options=-csearch_path%3Djobs', { ...at('there'), options: '-csearch_path=jobs' }],
  ])('is parsed into its parts: %s', (text, parts) => {
    expect(isPostgresAddress(text)).toBe(true);
    expect(parsePostgres(text)).toEqual({ kind: 'parts', parts });
  });

  it.each([
    ['a password', 'postgres://me:secret@there/q', 'password'],
    ['a password of nobody', 'postgres://:secret@there/q', 'password'],
    ['a password among the parameters', 'postgres://there/q?password=secret', 'password'],
    ['an unknown parameter', 'postgres://there/q?secret=1', 'parameter'],
    ['a parameter of libpq’s that changes more', 'postgres://there/q?hostaddr=secret', 'parameter hostaddr,'],
    ['a parameter that every object has', 'postgres://there/q?constructor=secret', 'parameter'],
    ['an unknown sslmode', 'postgres://there/q?sslmode=secret', 'sslmode'],
    ['an unknown kind of server', 'postgres://there/q?target_session_attrs=secret', 'target_session_attrs'],
    ['a port that is none', 'postgres://there:secret/q', 'port'],
    ['too high a port', 'postgres://there:65536/secret', 'port'],
    ['more ports than hosts', 'postgres:///secret?host=a&port=1,2', 'ports'],
    ['a host with a blank', 'postgres://the%20re/secret', 'host'],
    ['half an escape', 'postgres://there/secret%', '%25'],
    ['a zero in a name', 'postgres://there/secret%00', '%25'],
    ['no end', `postgres://there/secret${'x'.repeat(5000)}`, 'postgres://user@host'],
  ])('is refused with %s, and not repeated in the sentence', (_, text, about) => {
    const parsed = parsePostgres(text);
    expect(parsed).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining(about) });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  it('is not taken for a path or another address', () => {
    for (const text of ['queue.db', 'postgres', '/srv/postgres://there', 'ssh://there/q', 'postgres:/x'])
      expect(isPostgresAddress(text)).toBe(false);
  });

  it('gives back whatever names were written into it', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/[\0-\x1f\x7f]/.test(text));
    fc.assert(
      fc.property(name, name, name, (user, database, schema) => {
        const [u, d, s] = [user, database, schema].map(encodeURIComponent);
        expect(parsePostgres(`postgres://${u}@there/${d}?schema=${s}`)).toEqual({
          kind: 'parts',
          parts: { ...at('there'), user, database, schema },
        });
      }),
    );
  });
});
