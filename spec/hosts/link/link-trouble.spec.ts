import { describe, expect, it } from '@jest/globals';
import { type LinkTrouble, problemOfLink, troubleOf } from '../../../lib/hosts/link/link-trouble.js';

describe('Why there is no link', () => {
  it.each<[string, number | null, string, LinkTrouble]>([
    ['no program', 127, 'bash: line 1: jobs-view: command not found', { kind: 'no-program' }],
    ['no program that may be started', 126, '', { kind: 'no-program' }],
    ['a new key', 255, 'Host key verification failed.', { kind: 'host-key' }],
    ['another key', 255, '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', { kind: 'host-key' }],
    [
      'a password',
      255,
      'me@there: Permission denied (publickey,password).',
      { kind: 'no-key', takesPassword: true },
    ],
    ['no key', 255, 'me@there: Permission denied (publickey).', { kind: 'no-key', takesPassword: false }],
    [
      'no name',
      255,
      'ssh: Could not resolve hostname there: Name or service not known',
      { kind: 'unknown-host' },
    ],
    ['a closed door', 255, 'ssh: connect to host there port 22: Connection refused', { kind: 'refused' }],
    ['a long way', 255, 'ssh: connect to host there port 22: Connection timed out', { kind: 'unreachable' }],
    ['no way', 255, 'ssh: connect to host there port 22: No route to host', { kind: 'unreachable' }],
    ['something else', 255, 'Bad configuration option', { kind: 'ended' }],
    ['a program that ends', 1, 'Connection refused', { kind: 'ended' }],
    ['a signal', null, '', { kind: 'ended' }],
  ])('is told by how ssh ends: %s', (_, code, printed, trouble) => {
    expect(troubleOf(code, printed, false)).toEqual(trouble);
    expect(troubleOf(code, printed, true)).toEqual({ kind: 'gone' });
  });

  it('is a sentence and what to do, and repeats nothing that ssh printed', () => {
    const troubles: readonly LinkTrouble[] = [
      { kind: 'no-ssh' },
      { kind: 'no-program' },
      { kind: 'another-version', version: '2.0.0' },
      { kind: 'host-key' },
      { kind: 'no-key', takesPassword: true },
      { kind: 'no-key', takesPassword: false },
      { kind: 'unknown-host' },
      { kind: 'refused' },
      { kind: 'unreachable' },
      { kind: 'connecting' },
      { kind: 'silent' },
      { kind: 'gone' },
      { kind: 'ended' },
      { kind: 'nonsense', what: 'a message with a wrong kind' },
    ];
    const problems = troubles.map((trouble) => problemOfLink(trouble, 'ssh://there', '1.0.0'));
    for (const { sentence, advice, file, detail } of problems) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(advice).toMatch(/^[A-Z].*[.:]$|^[A-Z].* version\.$/);
      expect(file).toBe('ssh://there');
      expect(detail).toBe(undefined);
    }
    expect(new Set(problems.map(({ sentence }) => sentence)).size).toBe(troubles.length);
  });
});
