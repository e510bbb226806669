import { describe, expect, it } from '@jest/globals';
import { alertBytes } from '../../lib/terminal/clipboard/route.js';

const both = { bell: true, notify: true };
const plain = '\x1b]9;Jobs failed\x07';
const inTmux = '\x1bPtmux;\x1b\x1b]9;Jobs failed\x07\x1b\\';
const inScreen = `\x1bP${plain}\x1b\\`;

describe('an alert', () => {
  it.each([
    ['a terminal', { TERM: 'xterm-256color' }, plain],
    ['tmux', { TERM: 'tmux-256color', TMUX: '/tmp/x,1,0' }, inTmux],
    ['tmux far away', { TERM: 'tmux-256color' }, plain + inTmux],
    ['screen', { TERM: 'screen', STY: '1.x' }, inScreen],
    ['a console', { TERM: 'linux' }, ''],
    ['a console with a prompt', { TERM: 'vt220' }, ''],
  ])('is a bell and a notification, wrapped to get through %s', (_, environment, notification) => {
    expect(alertBytes('Jobs failed', both, null, environment)).toBe(`\x07${notification}`);
  });

  it('has the bell and the notification only if they were chosen', () => {
    const environment = { TERM: 'xterm' };
    expect(alertBytes('Jobs failed', { bell: true, notify: false }, null, environment)).toBe('\x07');
    expect(alertBytes('Jobs failed', { bell: false, notify: true }, null, environment)).toBe(plain);
    expect(alertBytes('Jobs failed', { bell: false, notify: false }, null, environment)).toBe('');
  });

  it('sends no notification to a focused terminal, but to one of unknown focus', () => {
    const environment = { TERM: 'xterm' };
    expect(alertBytes('Jobs failed', both, true, environment)).toBe('\x07');
    expect(alertBytes('Jobs failed', both, false, environment)).toBe(`\x07${plain}`);
  });

  it('leaves out a text with control characters', () => {
    for (const text of ['a\x07b', 'a\x1b\\b', 'a\x9cb'])
      expect(alertBytes(text, both, null, { TERM: 'xterm' })).toBe('\x07');
  });
});
