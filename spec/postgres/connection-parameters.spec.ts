import { describe, expect, it } from '@jest/globals';
import { parsePostgres } from '../../lib/postgres/address.js';
import {
  databaseIdentity,
  parametersOf,
  screenLabel,
  serverLabel,
} from '../../lib/postgres/connection-parameters.js';

const folder = '/var/run/postgresql';

/** Where an address leads, with files by path. */
function found(
  address: string,
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
  readable: readonly string[] = [],
) {
  const parsed = parsePostgres(address);
  if (parsed.kind === 'wrong') throw new Error(parsed.sentence);
  return parametersOf(parsed.parts, {
    environment,
    ...{ home: '/home/me', user: 'me', socketFolder: folder },
    read: (path) => {
      if (files[path] === 'unreadable') throw new Error('EACCES');
      return files[path] ?? null;
    },
    isPrivate: (path) => !readable.includes(path),
  });
}

function parametersAt(...words: Parameters<typeof found>) {
  const result = found(...words);
  if (result.kind === 'wrong') throw new Error(result.sentence);
  return result.parameters;
}

describe('The place of a database in PostgreSQL', () => {
  it('is the usual socket, this user and their own database by default', () => {
    expect(parametersAt('postgres://')).toMatchObject({
      servers: [{ host: folder, port: 5432 }],
      ...{ user: 'me', database: 'me', schema: null, keepsSessions: false },
      ...{ ssl: { mode: 'prefer' }, sessions: 'any' },
    });
  });

  it('is taken from the environment where the address leaves it open', () => {
    const environment = {
      PGHOST: 'there',
      PGPORT: '5433',
      PGUSER: 'you',
      PGDATABASE: 'queue',
      PGSSLMODE: 'require',
      PGTARGETSESSIONATTRS: 'standby',
    };
    const parameters = parametersAt('postgres://', environment);
    expect(parameters).toMatchObject({
      servers: [{ host: 'there', port: 5433 }],
      ...{ user: 'you', database: 'queue', ssl: { mode: 'require' }, sessions: 'standby' },
    });
    expect(parametersAt('postgres://her@here/hers', environment)).toMatchObject({
      servers: [{ host: 'here', port: 5433 }],
      ...{ user: 'her', database: 'hers' },
    });
  });

  it('has a pooler that keeps sessions only if the address or its service says so', () => {
    const files = { '/home/me/.pg_service.conf': '[pooled]\nhost=there\npooler=session\n' };
    expect(parametersAt('postgres://there?pooler=session')).toHaveProperty('keepsSessions', true);
    expect(parametersAt('postgres://?service=pooled', {}, files)).toHaveProperty('keepsSessions', true);
  });

  const services =
    '# mine\n[other]\nhost=elsewhere\n[queue]\nhost = there\ndbname=work\nport=5433\npassword=known\n[queue]\nhost=second\n';

  it('is taken from a service, before the environment and after the address', () => {
    const files = { '/home/me/.pg_service.conf': services };
    const expected = { servers: [{ host: 'there', port: 5433 }], database: 'work' };
    const parameters = parametersAt(
      'postgres://?service=queue',
      { PGDATABASE: 'other', PGPASSWORD: 'another' },
      files,
    );
    expect(parameters).toMatchObject(expected);
    expect(parameters.passwordOf(parameters.servers[0])).toBe('known');
    expect(parametersAt('postgres://', { PGSERVICE: 'queue' }, files)).toMatchObject(expected);
    expect(parametersAt('postgres:///own?service=queue', {}, files)).toMatchObject({
      ...expected,
      database: 'own',
    });
    expect(
      parametersAt('postgres://', { PGSERVICE: 'queue', PGSERVICEFILE: '/s' }, { '/s': services }),
    ).toMatchObject(expected);
  });

  it.each([
    ['no such service', { PGSERVICE: 'none' }, {}, [], 'no such service'],
    [
      'a file of services that cannot be read',
      { PGSERVICE: 'q' },
      { '/home/me/.pg_service.conf': 'unreadable' },
      [],
      'service file',
    ],
    [
      'a service that says something unknown',
      { PGSERVICE: 'q' },
      { '/home/me/.pg_service.conf': '[q]\nsecret=x' },
      [],
      'service',
    ],
    ['a wrong port in the environment', { PGPORT: 'secret' }, {}, [], 'PG'],
    [
      'a file of passwords that others can read',
      {},
      { '/home/me/.pgpass': '*:*:*:*:secret' },
      ['/home/me/.pgpass'],
      '0600',
    ],
    ['a file of passwords that cannot be read', {}, { '/home/me/.pgpass': 'unreadable' }, [], 'passwords'],
    ['a file of passwords that is named and missing', { PGPASSFILE: '/secret' }, {}, [], 'passwords'],
  ])('is refused with %s', (_, environment, files, readable, about) => {
    const result = found('postgres://', environment, files, readable);
    expect(result).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining(about) });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('takes a password from PGPASSWORD, else from the file, where the usual socket is localhost', () => {
    const files = { '/home/me/.pgpass': 'localhost:5432:me:me:socket\nthere:*:*:*:host' };
    const password = (address: string, environment: Readonly<Record<string, string>> = {}) => {
      const parameters = parametersAt(address, environment, files);
      return parameters.passwordOf(parameters.servers[0]);
    };
    expect(password('postgres://')).toBe('socket');
    expect(password('postgres://there')).toBe('host');
    expect(password('postgres://elsewhere')).toBeNull();
    expect(password('postgres://there', { PGPASSWORD: 'said' })).toBe('said');
  });

  it('has a file name that differs from those of others, and contains no password', () => {
    const names = [
      'there/queue',
      'there:5433/queue',
      'you@there/queue',
      'there/queue?schema=jobs',
      'there/q',
    ].map((rest) => databaseIdentity(parametersAt(`postgres://${rest}`, { PGPASSWORD: 'secret' })));
    expect(new Set(names).size).toBe(5);
    expect(names.join()).not.toContain('secret');
  });

  it('has labels without user, port and password', () => {
    const parameters = parametersAt('postgres://me@there:5433/queue?schema=jobs', { PGPASSWORD: 'secret' });
    expect(serverLabel(parameters)).toBe('postgres://there');
    expect(screenLabel(parameters)).toBe('there/queue:jobs');
    expect(serverLabel(parametersAt('postgres:///q'))).toBe('postgres://localhost');
    expect(serverLabel(parametersAt('postgres:///q?host=/run/a:b'))).toBe('postgres://localhost');
    expect(screenLabel(parametersAt('postgres:///q'))).toBe('here/q');
    expect(serverLabel(parametersAt('postgres://[::1],two/q'))).toBe('postgres://[::1],two');
    expect(JSON.stringify(parameters)).not.toContain('secret');
  });
});
