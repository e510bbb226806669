import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePostgres } from '../../lib/postgres/address.js';
import {
  databaseIdentity,
  parametersOf,
  passwordIn,
  screenLabel,
  serverLabel,
} from '../../lib/postgres/connection-parameters.js';

const folder = '/var/run/postgresql';
const [serviceFile, passwordFile] = ['/home/me/.pg_service.conf', '/home/me/.pgpass'];

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
      ...{ user: 'me', database: 'me', schema: null, namesChannel: false },
      ...{ ssl: { mode: 'prefer' }, sessions: 'any' },
    });
  });

  it('is taken from the environment where the address leaves it open', () => {
    const environment = {
      ...{ PGHOST: 'there', PGPORT: '5433', PGUSER: 'you', PGDATABASE: 'queue' },
      ...{ PGSSLMODE: 'require', PGTARGETSESSIONATTRS: 'standby' },
    };
    expect(parametersAt('postgres://', environment)).toMatchObject({
      servers: [{ host: 'there', port: 5433 }],
      ...{ user: 'you', database: 'queue', ssl: { mode: 'require' }, sessions: 'standby' },
    });
    expect(parametersAt('postgres://her@here/hers', environment)).toMatchObject({
      servers: [{ host: 'here', port: 5433 }],
      ...{ user: 'her', database: 'hers' },
    });
  });

  it('names a channel, which is no longer used, if the address or its service does', () => {
    const files = { [serviceFile]: '[noted]\nhost=there\nchannel=jobs\n' };
    expect(parametersAt('postgres://there?channel=jobs')).toHaveProperty('namesChannel', true);
    expect(parametersAt('postgres://?service=noted', {}, files)).toHaveProperty('namesChannel', true);
  });

  const services =
    '# mine\n[other]\nhost=elsewhere\n[queue]\nhost = there\ndbname=work\nport=5433\npassword=known\n[queue]\nhost=second\n';

  it('is taken from a service, before the environment and after the address', () => {
    const files = { [serviceFile]: services };
    const expected = { servers: [{ host: 'there', port: 5433 }], database: 'work' };
    const environment = { PGDATABASE: 'other', PGPASSWORD: 'another' };
    const parameters = parametersAt('postgres://?service=queue', environment, files);
    expect(parameters).toMatchObject(expected);
    expect(parameters.passwordOf(parameters.servers[0])).toBe('known');
    expect(parametersAt('postgres://', { PGSERVICE: 'queue' }, files)).toMatchObject(expected);
    const own = parametersAt('postgres:///own?service=queue', {}, files);
    expect(own).toMatchObject({ ...expected, database: 'own' });
    const named = { PGSERVICE: 'queue', PGSERVICEFILE: '/s' };
    expect(parametersAt('postgres://', named, { '/s': services })).toMatchObject(expected);
  });

  it.each([
    ['no such service', { PGSERVICE: 'none' }, {}, [], 'no such service'],
    [
      'an unreadable file of services',
      { PGSERVICE: 'q' },
      { [serviceFile]: 'unreadable' },
      [],
      'service file',
    ],
    ['a service with an unknown word', { PGSERVICE: 'q' }, { [serviceFile]: '[q]\nsecret=x' }, [], 'service'],
    ['a wrong port in the environment', { PGPORT: 'secret' }, {}, [], 'PG'],
    ['passwords that others can read', {}, { [passwordFile]: '*:*:*:*:secret' }, [passwordFile], '0600'],
    ['a file of passwords that cannot be read', {}, { [passwordFile]: 'unreadable' }, [], 'passwords'],
    ['a file of passwords that is named and missing', { PGPASSFILE: '/secret' }, {}, [], 'passwords'],
  ])('is refused with %s', (_, environment, files, readable, about) => {
    const result = found('postgres://', environment, files, readable);
    expect(result).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining(about) });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('takes a password from PGPASSWORD, else from the file, where the usual socket is localhost', () => {
    const files = { [passwordFile]: 'localhost:5432:me:me:socket\nthere:*:*:*:host' };
    const password = (address: string, environment: Readonly<Record<string, string>> = {}) => {
      const parameters = parametersAt(address, environment, files);
      return parameters.passwordOf(parameters.servers[0]);
    };
    expect(password('postgres://')).toBe('socket');
    expect(password('postgres://there')).toBe('host');
    expect(password('postgres://elsewhere')).toBeNull();
    expect(password('postgres://there', { PGPASSWORD: 'said' })).toBe('said');
  });

  it.each([
    ['-csearch_path=jobs', { schema: 'jobs' }],
    ['-c search_path=Jobs', { schema: 'jobs' }],
    ['--search-path=jobs', { schema: 'jobs' }],
    ['-csearch_path=jobs,public', { schema: null, options: '-csearch_path=jobs,public' }],
    ['-csearch_path=jobs -cwork_mem=1MB', { schema: null, options: '-csearch_path=jobs -cwork_mem=1MB' }],
  ])('takes a schema from the options of a service, or passes them on: %s', (options, expected) => {
    const files = { [serviceFile]: `[q]\noptions=${options}` };
    expect(parametersAt('postgres://?service=q', {}, files)).toMatchObject(expected);
    expect(parametersAt('postgres://?service=q&schema=own', {}, files)).toMatchObject({ schema: 'own' });
    expect(parametersAt('postgres://', { PGOPTIONS: options })).toMatchObject(expected);
  });

  it('has a file name that differs from those of others, and contains no password', () => {
    const others = [
      ...['there:5433/queue', 'you@there/queue', 'there/queue?schema=jobs', 'there/q'],
      'there/queue?options=-csearch_path%3Da,b',
    ];
    const names = ['there/queue', ...others].map((rest) =>
      databaseIdentity(parametersAt(`postgres://${rest}`, { PGPASSWORD: 'secret' })),
    );
    expect(new Set(names).size).toBe(6);
    expect(names.join()).not.toContain('secret');
  });

  it('has labels without user, port and password', () => {
    const parameters = parametersAt('postgres://me@there:5433/queue?schema=jobs', { PGPASSWORD: 'secret' });
    expect(serverLabel(parameters)).toBe('postgres://there/queue?schema=jobs');
    expect(screenLabel(parameters)).toBe('there/queue:jobs');
    expect(serverLabel(parametersAt('postgres:///q'))).toBe('postgres://localhost/q');
    expect(serverLabel(parametersAt('postgres:///q?host=/run/a:b'))).toBe('postgres://localhost/q');
    expect(screenLabel(parametersAt('postgres:///q'))).toBe('here/q');
    expect(serverLabel(parametersAt('postgres://[::1],two/q'))).toBe('postgres://[::1],two/q');
    expect(JSON.stringify(parameters)).not.toContain('secret');
  });
});

const wanted = { host: 'there', port: 5432, database: 'queue', user: 'me' };

describe('A file of passwords', () => {
  it.each([
    ['a line that fits', 'there:5432:queue:me:right', 'right'],
    ['stars', '*:*:*:*:right', 'right'],
    ['the first of two lines', 'there:*:*:me:right\n*:*:*:*:wrong', 'right'],
    [
      'lines for others',
      'there:5433:queue:me:wrong\nthere:5432:queue:you:wrong\r\n*:*:*:me:right\r\n',
      'right',
    ],
    ['a comment', '#there:5432:queue:me:wrong', null],
    ['no password', 'there:5432:queue:me', null],
    ['an empty one', 'there:5432:queue:me:', ''],
    ['a star with a backslash', '\\*:*:*:*:wrong', null],
    ['nothing', '', null],
  ])('yields a password or none with %s', (_, text, password) => {
    expect(passwordIn(text, wanted)).toBe(password);
  });

  it('gives back whatever was written with backslashes', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1 });
    const written = (value: string) => value.replace(/[\\:*]/g, (character) => `\\${character}`);
    fc.assert(
      fc.property(text, text, text, text, (host, database, user, password) => {
        fc.pre(!written(host).startsWith('#'));
        const line = [host, '5432', database, user, password].map(written).join(':');
        expect(passwordIn(line, { host, port: 5432, database, user })).toBe(password);
      }),
    );
  });
});
