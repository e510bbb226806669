import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostLabel, isHostAddress, parseAddress, scpAddress, screenLabel } from '../../lib/hosts/address.js';
import { commandTo } from '../../lib/hosts/link/far-command.js';
import { anyCharacter } from '../support/any-character.js';

const there = { kind: 'ssh', user: null, host: 'there', port: null, sudo: null } as const;
const nobody = { pipe: there, path: null };
const pod = { kind: 'kubectl', context: null, namespace: 'etl', pod: 'q-0', container: null } as const;
const commands = { ssh: ['ssh'], own: new Map([['lab', ['lxc', 'exec', 'lab', '--']]]) };
/** Every option that a command is given, without its value. */
const known = [
  ...['-T', '-a', '-x', '-o', '-p', '--', '-i', '-u', '--context', '--namespace', '--container', '--machine'],
  ...['--quiet', '--collect', '--wait', '--pipe', '--service-type', '--uid', '-c'],
];

function addressOf(text: string) {
  const parsed = parseAddress(text);
  if (parsed.kind === 'wrong') throw new Error(parsed.sentence);
  return parsed.address;
}

describe('An address of a database on another host', () => {
  it.each([
    ['ssh://there', nobody],
    ['ssh://there/', nobody],
    ['ssh://there/srv/queue.db', { ...nobody, path: '/srv/queue.db' }],
    ['ssh://there/~/queue.db', { ...nobody, path: '~/queue.db' }],
    [
      'ssh://me@there:2222/srv/a%20b%25%3F.db',
      { pipe: { ...there, user: 'me', port: 2222 }, path: '/srv/a b%?.db' },
    ],
    ['ssh://me@[::1]:2222/q', { pipe: { ...there, user: 'me', host: '::1', port: 2222 }, path: '/q' }],
    ['ssh://[fe80::1%eth0]/q', { pipe: { ...there, host: 'fe80::1%eth0' }, path: '/q' }],
    ['SSH://a-b.example.org./q', { pipe: { ...there, host: 'a-b.example.org.' }, path: '/q' }],
    ['ssh://there/a@b:c', { ...nobody, path: '/a@b:c' }],
    ['ssh://there/q?sudo=etl', { pipe: { ...there, sudo: 'etl' }, path: '/q' }],
    ['ssh://there/?postgres=postgres://u@db/x?a=1&b', { ...nobody, path: 'postgres://u@db/x?a=1&b' }],
    [
      'ssh://there?sudo=etl&postgres=postgresql%3A%2F%2Fdb%2Fx%2520y',
      { pipe: { ...there, sudo: 'etl' }, path: 'postgresql://db/x%20y' },
    ],
    [
      'postgres+ssh://me@there:22/u@db:5432/x?sslmode=require',
      { pipe: { ...there, user: 'me', port: 22 }, path: 'postgres://u@db:5432/x?sslmode=require' },
    ],
    ['docker://web/srv/q?.db', { pipe: { kind: 'docker', user: null, name: 'web' }, path: '/srv/q?.db' }],
    ['podman://etl@web/~/q', { pipe: { kind: 'podman', user: 'etl', name: 'web' }, path: '~/q' }],
    ['machinectl://lab', { pipe: { kind: 'machinectl', user: null, name: 'lab' }, path: null }],
    ['pipe://lab/q', { pipe: { kind: 'pipe', name: 'lab' }, path: '/q' }],
    ['kubectl://etl/q-0', { pipe: pod, path: null }],
    ['kubectl://etl/q-0/app/srv/q', { pipe: pod, path: '/app/srv/q' }],
    ['kubectl://etl/deploy%2Fq//srv/q', { pipe: { ...pod, pod: 'deploy/q' }, path: '/srv/q' }],
    ['kubectl://a%2Fb:c@d/etl/q-0//~/q', { pipe: { ...pod, context: 'a/b:c@d' }, path: '~/q' }],
    [
      'kubectl://prod/etl/q-0/app//srv/q',
      { pipe: { ...pod, context: 'prod', container: 'app' }, path: '/srv/q' },
    ],
    ['kubectl:///etl/q-0/app//', { pipe: { ...pod, container: 'app' }, path: null }],
  ])('is parsed into its parts: %s', (text, address) => {
    expect(isHostAddress(text)).toBe(true);
    expect(parseAddress(text)).toEqual({ kind: 'address', address });
  });

  it.each([
    ['a password', 'ssh://me:secret@there/q', 'password'],
    ['a password of nobody', 'ssh://:secret@there/q', 'password'],
    ['an option in place of a host', 'ssh://-oProxyCommand=secret/q', 'host'],
    ['an option in brackets', 'ssh://[-oProxyCommand=secret]/q', 'host'],
    ['an option in place of a user', 'ssh://-lsecret@there/q', 'user'],
    ['no host', 'ssh:///secret', 'host'],
    ['a host with a blank', 'ssh://the re/secret', 'host'],
    ['a shell in place of a host', 'ssh://$(secret)/q', 'host'],
    ['a port that is none', 'ssh://there:secret/q', 'port'],
    ['too high a port', 'ssh://there:65536/secret', 'port'],
    ['port 0', 'ssh://there:0/secret', 'port'],
    ['half an escape', 'ssh://there/secret%', 'path'],
    ['a line in the path', 'ssh://there/secret%0a', 'path'],
    ['a zero in the path', 'ssh://there/secret%00', 'path'],
    ['an option in place of a user for sudo', 'ssh://there/q?sudo=-secret', 'sudo'],
    ['a parameter that is none', 'ssh://there/secret?port=1', '%3F'],
    ['another server than PostgreSQL', 'ssh://there/?postgres=mysql://secret', 'postgres://'],
    ['a server and a path', 'ssh://there/secret?postgres=postgres://db/x', 'no path'],
    ['no server behind the host', 'postgres+ssh://secret', 'postgres+ssh://'],
    ['an option in place of a container', 'docker://-secret/q', 'container'],
    ['an option in place of its user', 'podman://-secret@web/q', 'user'],
    ['no machine', 'machinectl:///secret', 'container'],
    ['a pod alone', 'kubectl://secret', 'NAMESPACE'],
    ['an option in place of a pod', 'kubectl://etl/-secret/q', 'NAMESPACE'],
    ['too many names', 'kubectl://secret/b/c/d/e//q', 'NAMESPACE'],
    ['an option in place of a command', 'pipe://-secret/q', 'pipes'],
    ['no end', `ssh://there/secret${'x'.repeat(5000)}`, 'ssh://user@host'],
  ])('is refused with %s, and not repeated in the sentence', (_, text, about) => {
    const parsed = parseAddress(text);
    expect(parsed).toMatchObject({ kind: 'wrong', sentence: expect.stringContaining(about) });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  it('is not taken for a path, nor a path for one', () => {
    for (const path of ['queue.db', '/srv/ssh://there', './ssh:', 'http://there/q', 'ssh'])
      expect(isHostAddress(path)).toBe(false);
  });

  it('is found in what scp takes, as the screen shows it', () => {
    const paths = fc.string({ minLength: 1 }).filter((path) => !/^[~/]|[\0-\x1f\x7f]/.test(path));
    fc.assert(
      fc.property(paths, fc.constantFrom('/', '~/'), (path, from) => {
        const address = { pipe: there, path: from + path };
        expect(addressOf(scpAddress(screenLabel(address)) ?? '')).toEqual(address);
      }),
    );
    expect(scpAddress('me@[fe80::1%eth0]:q')).toBe('ssh://me@[fe80::1%eth0]/~/q');
    for (const text of ['queue.db', '/srv/a:b', 'ssh://there/q', 'there:', '-oX:/q', ':/q', 'a/b:c'])
      expect(scpAddress(text)).toBeNull();
  });

  it('gives its command a destination that can be neither an option nor a path, and to no shell', () => {
    const part = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('-o', 'web', 'etl', '$(x)', '-', ''),
    );
    const kinds = fc.constantFrom('ssh', 'docker', 'podman', 'machinectl', 'kubectl', 'pipe');
    fc.assert(
      fc.property(kinds, fc.array(part, { minLength: 1, maxLength: 6 }), part, (kind, parts, user) => {
        const parsed = parseAddress(`${kind}://${parts.join('/')}${kind === 'ssh' ? `?sudo=${user}` : ''}`);
        if (parsed.kind === 'wrong') return;
        const words = commandTo(parsed.address.pipe, commands)?.('true') ?? [];
        for (const word of words.filter((each) => !each.startsWith('-'))) expect(word).toMatch(/^[\w./$]/);
        const options = words.filter((each) => each.startsWith('-')).map((each) => each.split('=')[0]);
        expect(known).toEqual(expect.arrayContaining(options));
        if (kind === 'ssh') expect(words.at(-1)).toMatch(/^(sudo -n -u [\w.+][\w.+-]* -- )?sh -c 'true'$/);
      }),
    );
  });

  it('has a label of its host alone, and one with the path for the screen', () => {
    expect(hostLabel(addressOf('ssh://me@there:2222/srv/queue.db'))).toBe('ssh://there');
    expect(hostLabel(addressOf('ssh://[::1]/q'))).toBe('ssh://[::1]');
    expect(screenLabel(addressOf('ssh://me@there:2222/~/queue.db'))).toBe('there:~/queue.db');
    expect(screenLabel(addressOf('ssh://there'))).toBe('there');
    const labels = (text: string) => [hostLabel(addressOf(text)), screenLabel(addressOf(text))];
    expect(labels('docker://me@web/q')).toEqual(['docker://web', 'web:/q']);
    expect(labels('kubectl://prod/etl/q-0/app//q')).toEqual(['kubectl://etl/q-0', 'q-0:/q']);
    expect(labels('postgres+ssh://there/u@db/x?schema=s')).toEqual(['ssh://there', 'there → db/x']);
  });
});
