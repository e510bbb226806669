import { execFileSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { SslMode } from '../../../lib/postgres/address.js';
import { needs } from '../../support/needs.js';
import { ordinaryUser } from '../../support/postgres-cluster.js';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.js';
import { shared } from '../../support/shared.js';
import { sharedServer } from '../../support/shared-server.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';
import { linkTo } from './link-to.js';

const { describe, it } = needs('postgres', 'openssl');

describe('A connection over the network', () => {
  let folder: TemporaryFolder;

  beforeAll(async () => {
    folder = temporaryFolder();
    for (const [name, host] of [
      ['server', 'localhost'],
      ['stranger', 'elsewhere'],
    ] as const)
      execFileSync(
        'openssl',
        [
          ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' '),
          ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
          ...['-keyout', folder.file(`${name}.key`), '-out', folder.file(`${name}.crt`)],
        ],
        { stdio: 'ignore' },
      );
    if (ordinaryUser !== null)
      for (const file of [folder.path, folder.file('server.key'), folder.file('server.crt')])
        chownSync(file, ordinaryUser.uid, ordinaryUser.gid);
  });
  const encrypting = shared(() =>
    startPostgres({
      tcp: true,
      settings: [
        'ssl=on',
        `ssl_cert_file=${folder.file('server.crt')}`,
        `ssl_key_file=${folder.file('server.key')}`,
      ],
    }),
  );
  const plain = sharedServer({ tcp: true });

  afterAll(() => folder.remove());

  /** Whether it is encrypted, or what is wrong. */
  async function modeOf(
    server: PostgresServer,
    mode: SslMode,
    root: string | null,
    host = 'localhost',
  ): Promise<string> {
    const rootCert = root === null ? null : root.startsWith('/') ? root : folder.file(root);
    const place = {
      servers: [{ host, port: server.port }] as const,
      ssl: { mode, rootCert, cert: null, key: null },
    };
    const link = linkTo(server, place, { read: (path) => readFileSync(path, 'utf8') });
    const told = await link.read((instant) =>
      instant.rows('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
    );
    return told.kind === 'trouble' ? told.trouble.kind : told.value[0]?.[0] === 't' ? 'encrypted' : 'plain';
  }

  it.each<readonly [SslMode, string | null, string, string]>([
    ['disable', null, 'plain', 'plain'],
    ['allow', null, 'plain', 'plain'],
    ['prefer', null, 'encrypted', 'plain'],
    ['require', null, 'encrypted', 'no-ssl'],
    ['require', 'server.crt', 'encrypted', 'no-ssl'],
    ['require', 'stranger.crt', 'untrusted', 'no-ssl'],
    ['verify-ca', 'server.crt', 'encrypted', 'no-ssl'],
    ['verify-ca', 'stranger.crt', 'untrusted', 'no-ssl'],
    ['verify-ca', null, 'untrusted', 'no-ssl'],
    ['verify-full', 'server.crt', 'encrypted', 'no-ssl'],
    ['verify-full', null, 'untrusted', 'no-ssl'],
    ['verify-full', '/no/such/file', 'certificate-file', 'certificate-file'],
  ])(
    'with sslmode %s and the root certificate %s is %s; %s where the server has no TLS',
    async (mode, root, can, cannot) => {
      expect(await modeOf(encrypting, mode, root)).toBe(can);
      expect(await modeOf(plain, mode, root)).toBe(cannot);
    },
  );

  it('checks the name of the host with verify-full alone', async () => {
    expect(await modeOf(encrypting, 'verify-full', 'server.crt', '127.0.0.1')).toBe('other-name');
    expect(await modeOf(encrypting, 'verify-ca', 'server.crt', '127.0.0.1')).toBe('encrypted');
  });

  it('is let in unencrypted with allow only where the server wants it so', async () => {
    await encrypting.rules('hostssl all all 127.0.0.1/32 trust', 'hostssl all all ::1/128 trust');
    expect(await modeOf(encrypting, 'allow', null)).toBe('encrypted');
    expect(await modeOf(encrypting, 'disable', null)).toBe('not-let-in');
    await encrypting.rules('hostnossl all all 127.0.0.1/32 trust');
    expect(await modeOf(encrypting, 'prefer', null)).toBe('plain');
    expect(await modeOf(encrypting, 'require', null)).toBe('not-let-in');
  });
});
