import { describe, expect, it } from '@jest/globals';
import { type CapabilityChoices, capabilities, type Environment } from '../../lib/terminal/capabilities.js';

const at = (environment: Environment, choices: Partial<CapabilityChoices> = {}) =>
  capabilities(environment, { isTTY: true, ...choices });

describe('unicode', () => {
  it.each<[boolean, Environment]>([
    [true, { LANG: 'en_US.UTF-8' }],
    [true, { LANG: 'C.utf8' }],
    [true, { LC_CTYPE: 'UTF-8' }],
    [false, {}],
    [false, { LANG: 'C' }],
    [false, { LANG: 'de_DE.ISO-8859-1' }],
    [false, { LC_ALL: 'C', LC_CTYPE: 'en_US.UTF-8', LANG: 'en_US.UTF-8' }],
    [false, { LC_CTYPE: 'POSIX', LANG: 'en_US.UTF-8' }],
    [true, { LC_ALL: 'C.UTF-8', LANG: 'C' }],
    [true, { LC_ALL: '', LC_CTYPE: '', LANG: 'C.UTF-8' }],
    [false, { TERM: 'linux', LANG: 'C.UTF-8' }],
  ])('is %p for %p', (expected, environment) => {
    expect(at({ TERM: 'xterm', ...environment }).unicode).toBe(expected);
  });

  it('follows --ascii and --unicode, in this order', () => {
    expect(at({ TERM: 'xterm', LANG: 'C.UTF-8' }, { ascii: true }).unicode).toBe(false);
    expect(at({ TERM: 'linux', LANG: 'C' }, { unicode: true }).unicode).toBe(true);
    expect(at({ TERM: 'xterm', LANG: 'C.UTF-8' }, { ascii: true, unicode: true }).unicode).toBe(false);
  });
});

describe('the number of colors', () => {
  it.each<[number, Environment, Partial<CapabilityChoices>?]>([
    [256, { TERM: 'xterm-256color' }],
    [256, { TERM: 'tmux-256color' }],
    [256, { TERM: 'screen-256color' }],
    [256, { TERM: 'screen.xterm-256color' }],
    [256, { TERM: 'rxvt-unicode-256color' }],
    [256, { TERM: 'xterm-kitty' }],
    [256, { TERM: 'xterm-ghostty' }],
    [256, { TERM: 'alacritty' }],
    [256, { TERM: 'foot' }],
    [16777216, { TERM: 'xterm-direct' }],
    [16777216, { TERM: 'xterm-256color', COLORTERM: 'truecolor' }],
    [16777216, { TERM: 'xterm', COLORTERM: '24bit' }],
    [16, { TERM: 'xterm-16color' }],
    [8, { TERM: 'xterm' }],
    [8, { TERM: 'screen' }],
    [8, { TERM: 'linux' }],
    [8, { TERM: 'nobody-heard-of-it' }],
    [0, { TERM: 'vt220' }],
    [0, { TERM: 'vt100', COLORTERM: 'truecolor' }],
    [0, { TERM: 'xterm-mono' }],
    [0, { TERM: 'dumb' }],
    [0, {}],
    [0, { TERM: 'xterm-256color', NO_COLOR: '1' }],
    [256, { TERM: 'xterm-256color', NO_COLOR: '' }],
    [0, { TERM: 'xterm-256color' }, { isTTY: false }],
    [0, { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, { color: 'never' }],
    [256, { TERM: 'xterm-256color', NO_COLOR: '1' }, { color: 'always', isTTY: false }],
    [8, { TERM: 'vt220' }, { color: 'always' }],
  ])('is %p for %p %p', (expected, environment, choices = {}) => {
    expect(at(environment, choices).colors).toBe(expected);
  });
});

describe('the terminal', () => {
  it('is one of blessed’s own entries, with as many colours as will be used', () => {
    expect(at({ TERM: 'tmux-256color' }).terminal).toBe('xterm-256color');
    expect(at({ TERM: 'xterm-256color', NO_COLOR: '1' }).terminal).toBe('xterm');
    for (const TERM of ['linux', 'vt220', 'unknown', '../../etc/passwd']) {
      expect(at({ TERM }).terminal).toBe('xterm');
    }
  });

  it('is dumb if TERM is unset or says so', () => {
    for (const TERM of ['dumb', 'DUMB', 'none', '', undefined]) expect(at({ TERM }).dumb).toBe(true);
    for (const TERM of ['xterm', 'linux', 'vt220', 'unknown']) expect(at({ TERM }).dumb).toBe(false);
  });

  it('has a title only if the old one can be restored', () => {
    for (const TERM of ['xterm', 'xterm-256color', 'tmux-256color', 'st-256color', 'xterm-kitty']) {
      expect(at({ TERM }).title).toBe(true);
    }
    for (const TERM of ['linux', 'vt220', 'dumb', 'unknown', 'stterm'])
      expect(at({ TERM }).title).toBe(false);
    expect(at({ TERM: 'screen-256color' }).title).toBe(false);
    expect(at({ TERM: 'screen-256color', TMUX: '/tmp/tmux-0/default,1,0' }).title).toBe(true);
  });
});
