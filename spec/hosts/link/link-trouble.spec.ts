import { describe, expect, it } from '@jest/globals';
import {
  type LinkTrouble,
  problemOfLink,
  troubleOf,
  troubleOfStart,
} from '../../../lib/hosts/link/link-trouble.js';

describe('The trouble of a link', () => {
  it.each<[string, number | null, string, LinkTrouble['kind'], ('never' | 'instead' | 'always')?]>([
    ['no program', 127, 'bash: line 1: jobs-view: command not found', 'no-program'],
    ['no program that may be started', 126, '', 'no-program'],
    ['an old Node', 1, 'jobs-view: It needs Node 20.19 or later, and this is Node 12.1.0.', 'old-node'],
    ['a new key', 255, 'Host key verification failed.', 'host-key'],
    ['another key', 255, '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', 'host-key'],
    ['a password', 255, 'me@there: Permission denied (publickey,password).', 'no-key', 'instead'],
    ['a second factor', 255, 'me@there: Permission denied (keyboard-interactive).', 'no-key', 'always'],
    ['no key', 255, 'me@there: Permission denied (publickey).', 'no-key', 'never'],
    ['no name', 255, 'ssh: Could not resolve hostname there: Name or service not known', 'unknown-host'],
    ['a closed door', 255, 'ssh: connect to host there port 22: Connection refused', 'refused'],
    ['a long way', 255, 'ssh: connect to host there port 22: Connection timed out', 'unreachable'],
    ['no way', 255, 'ssh: connect to host there port 22: No route to host', 'unreachable'],
    [
      'a key of another kind',
      255,
      'No ED25519 host key is known for there and you have requested strict checking.',
      'host-key',
    ],
    ['too many keys', 255, 'Received disconnect: Too many authentication failures', 'no-key', 'never'],
    ['another way in', 255, 'No supported authentication methods available', 'no-key', 'never'],
    ['a question', 255, 'me@there: Permission denied (publickey,keyboard-interactive).', 'no-key', 'instead'],
    [
      'a greeting that says so',
      255,
      'No (password) here.\nme@there: Permission denied (publickey).\nNo password.',
      'no-key',
      'never',
    ],
    ['no net', 255, 'ssh: connect to host there port 22: Network is unreachable', 'unreachable'],
    ['a host that is off', 255, 'ssh: connect to host there port 22: Host is down', 'unreachable'],
    ['something else', 255, 'Bad configuration option', 'ended'],
    ['a program that ends', 1, 'Connection refused', 'ended'],
    ['sudo with a password', 1, 'hello\nsudo: a password is required', 'no-sudo'],
    ['sudo for others', 1, 'sudo: unknown user etl', 'no-sudo'],
    ['no container of docker', 1, 'Error response from daemon: No such container: web', 'no-container'],
    ['a stopped one', 1, 'Error response from daemon: container 4f is not running', 'no-container'],
    ['no pod', 1, 'Error from server (NotFound): pods "q-0" not found', 'no-container'],
    ['a good end that says so', 0, 'No such container', 'ended'],
    ['a signal', null, '', 'ended'],
  ])('is found from how the command ends: %s', (_, code, printed, kind, ...[password]) => {
    const trouble = { kind, ...(password !== undefined && { password }), ...(kind === 'ended' && { code }) };
    expect(troubleOf(code, printed, false)).toEqual(trouble);
    expect(troubleOf(code, printed, true)).toEqual({ kind: 'gone' });
  });

  it('contains at most 40 characters of another version', () => {
    const trouble: LinkTrouble = { kind: 'another-version', version: '9'.repeat(10_000) };
    expect(problemOfLink(trouble, 'ssh://there', '1.0.0').sentence).toBe(
      `The host has jobs-view ${'9'.repeat(40)}, which this one (1.0.0) does not understand.`,
    );
  });

  it('names what was looked for and where, what was found instead, and what to do', () => {
    const report = { program: null, node: '18.20.4', python: null };
    const { sentence, advice } = problemOfLink({ kind: 'no-runtime', report }, 'ssh://there', '1.0.0');
    expect(sentence).toBe(
      'The host has no jobs-view of this version, no Node 20.19 or later (but 18.20.4), and no Python 3.6 or later: ' +
        'looked in the PATH, ~/.nvm/versions/node/*/bin, ~/.volta/tools/image/node/*/bin, ~/.local/bin, /usr/local/bin, /opt/*/bin.',
    );
    expect(advice).toMatch(/^Install Node or Python there/);
  });

  it('differs for a host that would take a password and one that takes keys alone', () => {
    const sentence = (password: 'never' | 'instead' | 'always') =>
      problemOfLink({ kind: 'no-key', password }, 'ssh://there', '1.0.0').sentence;
    expect(sentence('instead')).toMatch(/none of your keys, and a password/);
    expect(sentence('always')).toMatch(/^The host wants a password or a code/);
    expect(sentence('never')).toMatch(/none of your keys\.$/);
  });

  it('has a sentence and advice of its own, and repeats nothing that ssh printed', () => {
    const kinds = [
      'no-container',
      'no-sudo',
      'no-program',
      'old-node',
      'host-key',
      'unknown-host',
      'refused',
      'unreachable',
    ] as const;
    const troubles: readonly LinkTrouble[] = [
      ...[...kinds, 'connecting' as const, 'silent' as const, 'gone' as const].map((kind) => ({ kind })),
      ...[null, 3].map((code) => ({ kind: 'ended' as const, code })),
      ...(['never', 'instead', 'always'] as const).map((password) => ({ kind: 'no-key' as const, password })),
      ...['kubectl', '/my/ssh'].map((path) =>
        troubleOfStart({ name: '', message: '', code: 'ENOENT', path }),
      ),
      { kind: 'another-version', version: '2.0.0' },
      troubleOfStart({ name: '', message: '', code: 'EMFILE' }),
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
