import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type ClipboardWorld,
  type CopyReport,
  copySentence,
  copyText,
  pasteable,
} from '../../lib/terminal/clipboard/clipboard.js';
import { alertBytes, clipboardLimit, progressBytes } from '../../lib/terminal/clipboard/route.js';
import type { ProcessRequest, ProcessResult } from '../../lib/terminal/programs/processes.js';
import { anyCharacter } from '../support/any-character.js';
import { Emulator } from '../support/emulator.js';

/** A world that notes what is asked of it. */
function world(
  environment: Record<string, string>,
  { tmux = { kind: 'exited', code: 0, output: 'xterm\n' } as ProcessResult, platform = 'linux' } = {},
) {
  const asked = { written: '', desktop: [] as string[], runs: [] as ProcessRequest[] };
  const made: ClipboardWorld = {
    environment,
    platform,
    write: (bytes) => {
      asked.written += bytes;
    },
    run: async (request) => {
      asked.runs.push(request);
      return tmux;
    },
    desktop: async (text) => {
      asked.desktop.push(text);
      return true;
    },
  };
  return { ...made, asked };
}

const wrapped = (plain: string) => `\x1bPtmux;${plain.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
const osc = (text: string) => `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;

/** What GNU screen passes on of what it reads, and what it would print: strings hold 768 bytes. */
function throughScreen(bytes: string): { readonly passed: string; readonly printed: string } {
  let [passed, printed] = ['', ''];
  const rest = bytes.replace(/\x1bP([^\x1b]|\x1b[^\\])*\x1b\\/g, (string) => {
    const content = string.slice(2, -2);
    passed += content.slice(0, 768);
    printed += content.slice(768);
    return '';
  });
  printed += rest.replace(/\x1b\]([^\x07]*)\x07/g, (_, content: string) => content.slice(768));
  return { passed, printed };
}

describe('copying', () => {
  it('sends a plain terminal a sequence of which it prints nothing', async () => {
    const given = world({ TERM: 'xterm-256color' });
    const hostile = '/data/\x07\x1b\\\x1b[2J\x1b]0;owned\x07\x9c\u{1f4a9}\n';
    expect(await copyText(hostile, given)).toEqual({
      ...{ sent: ['terminal'], tooLong: false, lost: ['6 control characters', '1 line break'], failures: [] },
    });
    expect(given.asked.written).toBe(osc('/data/\\]0;owned\u{1f4a9}'));
    expect(given.asked.written.slice(7, -1)).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(given.asked.runs).toEqual([]);
    const screen = new Emulator({ columns: 80, rows: 5 });
    await screen.write(given.asked.written);
    expect(screen.text()).toBe('\n');
    expect(screen.state.title).toBe('');
    screen.dispose();
  });

  it.each(['', 'dumb', 'linux', 'linux-16color', 'vt100', 'vt220', 'cons25', 'emacs', 'eterm-color'])(
    'sends nothing to a terminal (%j) that would print it',
    async (term) => {
      const given = world({ TERM: term });
      const report = await copyText('/data', given);
      expect(given.asked.written).toBe('');
      expect(copySentence(report)).toBe('this terminal has no clipboard to send it to');
    },
  );

  it('passes the text to tmux on its input alone, and writes nothing if tmux takes it', async () => {
    const given = world({ TMUX: '/tmp/tmux,1,0', TERM: 'tmux-256color' });
    expect(await copyText('-secret;', given)).toMatchObject({ sent: ['tmux'], failures: [] });
    const [run] = given.asked.runs;
    expect([run?.program, run?.args.slice(0, 3), run?.input]).toEqual([
      'tmux',
      ['load-buffer', '-w', '-'],
      '-secret;',
    ]);
    expect(given.asked.written).toBe('');
  });

  it.each<[ProcessResult, string]>([
    [{ kind: 'exited', code: 1, output: '' }, 'tmux refused it'],
    [{ kind: 'absent' }, 'tmux could not be started'],
    [{ kind: 'late' }, 'tmux did not answer'],
  ])('writes to the terminal if tmux fails (%j)', async (tmux, failure) => {
    const given = world({ TMUX: '/tmp/tmux,1,0', TERM: 'screen' }, { tmux });
    const report = await copyText('/data', given);
    expect(report).toEqual({ sent: ['terminal'], tooLong: false, lost: [], failures: [failure] });
    expect(given.asked.written).toBe(`\x1bPtmux;\x1b${osc('/data')}\x1b\\`);
  });

  it.each([
    [{ STY: '1.x', TERM: 'screen' }],
    [{ STY: '1.x', TERM: 'screen.xterm-256color', TMUX: '/tmp/tmux,1,0' }],
    [{ TERM: 'screen-256color', SSH_TTY: '/dev/pts/1' }],
  ])('passes GNU screen at any length (%j)', async (environment) => {
    for (const length of [1, 560, 570, 1_000, clipboardLimit]) {
      const given = world(environment, { tmux: { kind: 'late' } });
      const text = 'y'.repeat(length);
      await copyText(text, given);
      expect(throughScreen(given.asked.written)).toEqual({ passed: osc(text), printed: '' });
      const chunks = given.asked.written.match(/\x1bP([^\x1b]|\x1b[^\\])*\x1b\\/g) ?? [];
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(768);
    }
  });

  it('sends both forms to a multiplexer at the other end of SSH', async () => {
    const tmux = world({ TERM: 'tmux-256color', SSH_TTY: '/dev/pts/1' });
    await copyText('/data', tmux);
    expect(tmux.asked.written).toBe(`${osc('/data')}\x1bPtmux;\x1b${osc('/data')}\x1b\\`);
    const either = world({ TERM: 'screen-256color', SSH_TTY: '/dev/pts/1' });
    await copyText('/data', either);
    expect(either.asked.written).toBe(`\x1bP${osc('/data')}\x1b\\${osc('/data')}`);
  });

  it('wraps the sequence twice if tmux runs in another multiplexer', async () => {
    const inScreen = world(
      { TMUX: '/tmp/tmux,1,0', STY: '1.x', TERM: 'screen' },
      { tmux: { kind: 'exited', code: 0, output: 'screen.xterm\n' } },
    );
    await copyText('/data', inScreen);
    expect(inScreen.asked.written).toBe(`\x1bPtmux;\x1b\x1bP\x1b${osc('/data')}\x1b\x1b\\\x1b\\`);
    const screenInTmux = world({ TMUX: '/tmp/tmux,1,0', STY: '1.x', TERM: 'screen' });
    await copyText('/data', screenInTmux);
    expect(screenInTmux.asked.written).toBe('');
  });

  it('does not send a text that is too long to a terminal, and reports that', async () => {
    const plain = world({ TERM: 'xterm' });
    const fits = 'é'.repeat(clipboardLimit / 2);
    expect(await copyText(fits, plain)).toMatchObject({ sent: ['terminal'], tooLong: false });
    expect(plain.asked.written.length).toBe(100_000);
    const long = world({ TERM: 'xterm' });
    const report = await copyText(`${fits}x`, long);
    expect(report).toEqual({ sent: [], tooLong: true, lost: [], failures: [] });
    expect(copySentence(report)).toBe('too long for the terminal');
    expect(long.asked.written).toBe('');
    const tmux = world({ TMUX: '/tmp/tmux,1,0', DISPLAY: ':0' });
    expect(copySentence(await copyText(`${fits}x`, tmux))).toBe(
      'to tmux and the desktop (too long for the terminal)',
    );
    expect(tmux.asked.runs[0]?.args.slice(0, 2)).toEqual(['load-buffer', '-']);
  });

  it('does not call the desktop’s clipboard without a desktop', async () => {
    const names = ['TERM', 'TMUX', 'STY', 'SSH_TTY', 'SSH_CONNECTION', 'DISPLAY', 'WAYLAND_DISPLAY'];
    const values = fc.constantFrom('', 'xterm', 'screen', 'tmux-256color', 'linux', ':0', 'a,1,2');
    const environments = fc.dictionary(fc.constantFrom(...names), values);
    await fc.assert(
      fc.asyncProperty(environments, fc.string({ unit: anyCharacter }), async (environment, text) => {
        const given = world(environment);
        const { sent } = await copyText(text, given);
        const display = Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
        const clean = pasteable(text).text;
        expect(given.asked.desktop).toEqual(display && clean.trim() !== '' ? [clean] : []);
        expect(sent.includes('desktop')).toBe(display && clean.trim() !== '');
        expect(sent.includes('terminal') || sent.includes('tmux') || given.asked.written === '').toBe(true);
      }),
    );
  });

  it.each([
    ['darwin', {}, true],
    ['win32', {}, true],
    ['darwin', { SSH_CONNECTION: '::1 1 ::1 22' }, false],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', { DISPLAY: 'localhost:10.0', SSH_TTY: '/dev/pts/1' }, true],
    ['linux', {}, false],
  ])('detects whether %s has the operator’s desktop (%j)', async (platform, environment, has) => {
    const given = world(environment, { platform });
    await copyText('/data', given);
    expect(given.asked.desktop.length).toBe(has ? 1 : 0);
  });

  it('reports a desktop that throws as a failure', async () => {
    const given = { ...world({ DISPLAY: ':0' }), desktop: () => Promise.reject(new Error('no display')) };
    expect(copySentence(await copyText('/data', given))).toBe('the desktop did not take it');
  });

  it.each<[Partial<CopyReport>, string]>([
    [{ sent: ['tmux'] }, 'to tmux'],
    [{ sent: ['tmux', 'desktop'] }, 'to tmux and the desktop'],
    [{ sent: ['tmux', 'terminal', 'desktop'] }, 'to tmux, the terminal and the desktop'],
    [{ sent: ['tmux'], lost: ['1 line break', 'x'] }, 'to tmux without 1 line break, x'],
    [{ sent: ['desktop'], tooLong: true }, 'to the desktop (too long for the terminal)'],
    [{ failures: ['tmux did not answer', 'x'] }, 'tmux did not answer, x'],
  ])('puts the report %j in words', (report, sentence) => {
    expect(copySentence({ sent: [], tooLong: false, lost: [], failures: [], ...report })).toBe(sentence);
  });

  it('sends nothing if there is no text', async () => {
    const given = world({ TERM: 'xterm' });
    for (const text of ['', '\x1b[2J', ' \n']) {
      expect(copySentence(await copyText(text, given))).toBe('there is nothing to copy');
    }
    expect(given.asked.written).toBe('');
  });
});

/** C0, DEL, C1, the separators of lines and paragraphs, and what turns the direction of text: by their numbers. */
const forbidden = /[\0-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const nasty = fc.constantFrom(
  ...'\x1b[201~ \x1b[200~ \x9b201~ \x1b \x9d \r \n \r\n \x85 \u2028 \u2029 \t'.split(' '),
  ...['\0', '\x7f', '\x03', '\x04', '\u202e', '\u2066', '\u200f', '\u061c', '[201~', '; rm -rf x', '201~'],
);
const texts = fc
  .array(fc.oneof(nasty, fc.string({ unit: anyCharacter })), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

describe('a text that may be pasted', () => {
  it('holds nothing that ends a paste, a line or a text direction, and lists what it lost', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { text: clean, lost } = pasteable(text);
        expect(clean).not.toMatch(forbidden);
        expect(lost.length === 0).toBe(clean === text);
        expect(pasteable(clean)).toEqual({ text: clean, lost: [] });
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['/data/a b/ünder-\u{1f4a9}é.txt', '/data/a b/ünder-\u{1f4a9}é.txt', []],
    ['/out\x1b[201~\ntouch x\n', '/out touch x', ['1 control character', '2 line breaks']],
    ['\x1b[1;31mError\x1b[0m: no\tdisk', 'Error: no disk', ['3 control characters']],
    ['a\r\nb\u2028c\x85d', 'a b c d', ['3 line breaks']],
    ['\n a \r', ' a ', ['2 line breaks']],
    ['gpj.\u202etxt\x00', 'gpj.txt', ['1 control character', '1 direction mark']],
  ])('is made of %j: %j', (text, clean, lost) => {
    expect(pasteable(text)).toEqual({ text: clean, lost });
  });
});

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

  it.each([
    ['a terminal', { TERM: 'xterm' }, (plain: string) => plain],
    [
      'tmux, which may read it itself',
      { TERM: 'screen', TMUX: '/s,1,0' },
      (plain: string) => plain + wrapped(plain),
    ],
    ['tmux at the other end of ssh', { TERM: 'tmux' }, (plain: string) => plain + wrapped(plain)],
    ['screen', { TERM: 'screen', STY: '1.x' }, (plain: string) => `\x1bP${plain}\x1b\\`],
    ['a console', { TERM: 'linux' }, () => ''],
  ])('tells %s how far everything has come', (_, environment, expected) => {
    const told = [
      [null, '0'],
      [{ kind: 'share', percent: 42 }, '1;42'],
      [{ kind: 'failed', percent: 250 }, '2;100'],
      [{ kind: 'failed', percent: -1 }, '2;0'],
      [{ kind: 'busy', percent: Number.NaN }, '3;0'],
      [{ kind: 'share', percent: 33.4 }, '1;33'],
    ] as const;
    for (const [progress, said] of told)
      expect(progressBytes(progress, environment)).toBe(expected(`\x1b]9;4;${said}\x07`));
  });

  it.each([
    ['only the bell where that was chosen', { bell: true, notify: false }, null, '\x07'],
    ['only the notification where that was chosen', { bell: false, notify: true }, null, plain],
    ['nothing where nothing was chosen', { bell: false, notify: false }, null, ''],
    ['no notification for a terminal that has the focus', both, true, '\x07'],
    ['both for a terminal without the focus', both, false, `\x07${plain}`],
  ] as const)('has %s', (_, chosen, focused, bytes) => {
    expect(alertBytes('Jobs failed', chosen, focused, { TERM: 'xterm' })).toBe(bytes);
  });

  it('leaves out a text with control characters', () => {
    for (const text of ['a\x07b', 'a\x1b\\b', 'a\x9cb'])
      expect(alertBytes(text, both, null, { TERM: 'xterm' })).toBe('\x07');
  });
});
