import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostLabel, isHostAddress, parseAddress, scpAddress, screenLabel } from '../../lib/hosts/address.js';
import { sshTo } from '../../lib/hosts/link/far-command.js';

const nobody = { user: null, host: 'there', port: null, path: null };

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
    ['ssh://me@there:2222/srv/a%20b%25.db', { user: 'me', host: 'there', port: 2222, path: '/srv/a b%.db' }],
    ['ssh://me@[::1]:2222/q', { user: 'me', host: '::1', port: 2222, path: '/q' }],
    ['ssh://[fe80::1%eth0]/q', { ...nobody, host: 'fe80::1%eth0', path: '/q' }],
    ['SSH://a-b.example.org./q', { ...nobody, host: 'a-b.example.org.', path: '/q' }],
    ['ssh://there/a@b:c', { ...nobody, path: '/a@b:c' }],
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
        const address = { ...nobody, path: from + path };
        expect(addressOf(scpAddress(screenLabel(address)) ?? '')).toEqual(address);
      }),
    );
    expect(scpAddress('me@[fe80::1%eth0]:q')).toBe('ssh://me@[fe80::1%eth0]/~/q');
    for (const text of ['queue.db', '/srv/a:b', 'ssh://there/q', 'there:', '-oX:/q', ':/q', 'a/b:c'])
      expect(scpAddress(text)).toBeNull();
  });

  it('gives ssh a destination that can be neither an option nor a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (host, path) => {
        const parsed = parseAddress(`ssh://${host}/${path}`);
        if (parsed.kind === 'wrong') return;
        const words = sshTo(['ssh'], parsed.address)('true');
        const at = words.indexOf('--');
        expect(words.slice(at + 1)).toEqual([expect.stringMatching(/^[^-]/), "sh -c 'true'"]);
        expect(words.slice(0, at)).toEqual(sshTo(['ssh'], nobody)('true').slice(0, at));
      }),
    );
  });

  it('has a label of its host alone, and one with the path for the screen', () => {
    expect(hostLabel(addressOf('ssh://me@there:2222/srv/queue.db'))).toBe('ssh://there');
    expect(hostLabel(addressOf('ssh://[::1]/q'))).toBe('ssh://[::1]');
    expect(screenLabel(addressOf('ssh://me@there:2222/~/queue.db'))).toBe('there:~/queue.db');
    expect(screenLabel(addressOf('ssh://there'))).toBe('there');
  });
});
