import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { writeNow } from '../../lib/terminal/outlet.js';
import type { SessionListener } from '../../lib/terminal/streams.js';
import { folderForEach } from '../support/folder-for-each.js';
import { leavesNothing } from '../support/nothing-left.js';
import { entered, settled, stage } from './session-stage.js';

describe('TerminalSession', () => {
  it('sets raw mode before it writes, and restores everything at once', () => {
    const { session, log } = entered();
    session.enter();
    session.leave();
    session.leave();
    expect(log).toEqual([
      'raw true',
      'write "\\u001b[?1049h\\u001b[?25l\\u001b[?2004h\\u001b[?1004h\\u001b[?7l\\u001b[0m\\u001b[H\\u001b[2J"',
      'now "\\u001b[0m\\u001b[?7h\\u001b[?1004l\\u001b[?2004l\\u001b[H\\u001b[2J\\u001b[?25h\\u001b[?1049l"',
      'raw false',
    ]);
  });

  it('saves and restores the title of a terminal that has one', () => {
    for (const isStopped of [false, true]) {
      const { session, host, log } = entered({}, { title: true });
      // As after a stop from outside.
      if (isStopped) host.emit('SIGCONT');
      session.leave();
      expect(log.join().match(/\[2[23];2t/g)).toEqual(['[22;2t', '[23;2t']);
    }
  });

  it('takes the mouse of a terminal only if it is to, and gives it back', () => {
    const { session, input, log } = entered({ mouse: ({ what }) => void log.push(what) }, { mouse: true });
    input.emit('data', Buffer.from('\x1b[<0;1;1M'));
    session.leave();
    input.emit('data', Buffer.from('\x1b[<64;1;1M'));
    expect(log.filter((entry) => /click|wheel/.test(entry))).toEqual(['click']);
    expect(log.join().match(/\[\?100[06][hl]/g)).toEqual(['[?1000h', '[?1006h', '[?1006l', '[?1000l']);
    const without = entered();
    without.session.leave();
    expect(without.log.join()).not.toMatch(/\[\?100[06][hl]/);
  });

  it('writes nothing to a terminal that it does not have', () => {
    const { session, log } = stage();
    expect(session.write('early')).toBe(true);
    session.enter();
    session.write('picture');
    session.leave();
    session.write('late');
    expect(log.filter((entry) => /early|picture|late/.test(entry))).toEqual(['write "picture"']);
  });

  it('has the focus that the terminal reported since it was taken, and makes no key of it', () => {
    const told: boolean[] = [];
    const { session, input, log } = entered({ focus: (focused) => void told.push(focused) });
    expect(session.focused).toBe(null);
    for (const [bytes, focused] of [
      ['\x1b[I', true],
      ['\x1b[O', false],
      ['j\x1b[Ik', true],
    ] as const) {
      input.emit('data', Buffer.from(bytes));
      expect(session.focused).toBe(focused);
    }
    expect(log.filter((entry) => entry.startsWith('key'))).toEqual(['key j', 'key k']);
    expect(told).toEqual([true, false, true]);
    session.leave();
    expect(session.focused).toBe(null);
  });

  it('has no focus while it is suspended or has lent the terminal', async () => {
    const told: boolean[] = [];
    const { session, host, elapse } = entered({ focus: (focused) => void told.push(focused) });
    session.suspend();
    expect(told).toEqual([false]);
    host.emit('SIGCONT');
    elapse();
    expect(told).toEqual([false, true]);
    host.emit('SIGCONT');
    expect(told).toEqual([false, true]);
    const lease = session.lend(async () => told.length);
    expect(told).toEqual([false, true, false]);
    await lease;
    expect(told).toEqual([false, true, false, true]);
  });

  it('calls back once when the terminal takes more, unless cancelled', () => {
    const { session, output, log } = entered();
    output.full = true;
    expect(session.write('much')).toBe(false);
    session.drained(() => log.push('drained'));
    session.drained(() => log.push('never'))();
    expect(log).not.toContain('drained');
    output.drain();
    expect(session.write('more')).toBe(true);
    expect(log.filter((entry) => entry === 'drained' || entry === 'never')).toEqual(['drained']);
  });

  it('restores the terminal after the output under way, and drops the rest', () => {
    const { session, output, log } = entered();
    output.full = true;
    session.write(`${'\x1b[1mmuch'.repeat(200)}end`);
    session.end(0);
    session.write('late');
    expect(log.filter((entry) => entry.startsWith('now'))).toEqual([]);
    output.drain();
    expect(log.filter((entry) => entry.startsWith('now'))).toHaveLength(1);
    expect(log.filter((entry) => /end|late/.test(entry))).toEqual([]);
  });

  it('restores the terminal after a moment if that takes no output', () => {
    let stops = 0;
    const stop = () => {
      stops += 1;
    };
    const { session, output, log, elapse } = entered({ stop });
    output.full = true;
    session.write('much');
    session.end(0);
    expect(log.filter((entry) => entry.startsWith('now'))).toEqual([]);
    elapse();
    expect(log.filter((entry) => entry.startsWith('now'))).toHaveLength(1);
    output.drain();
    expect(log.filter((entry) => entry.startsWith('now'))).toHaveLength(1);
    expect(stops).toBe(1);
  });

  it('reports many sizes in a row once, with the last one', () => {
    const { output, log, elapse } = entered();
    for (let columns = 100; columns <= 140; columns += 1) {
      output.columns = columns;
      output.emit('resize');
    }
    elapse();
    elapse();
    expect(log.filter((entry) => entry.startsWith('resize'))).toEqual(['resize 140x24']);
    output.columns = 0;
    output.emit('resize');
    elapse();
    expect(log.at(-1)).toBe('resize 80x24');
  });

  it('has one handler for each event, and none after close', () => {
    const { session, input, output, host, timers } = entered();
    session.leave();
    session.enter();
    const emitters = [input, output, host];
    const counts = () => emitters.map((one) => one.eventNames().map((name) => one.listenerCount(name)));
    expect(counts().flat()).toEqual(Array(19).fill(1));
    output.emit('resize');
    input.emit('data', Buffer.from('\x1b'));
    session.close();
    session.close();
    expect(counts()).toEqual([[], [], []]);
    expect(timers.size).toBe(0);
  });

  it('ignores a SIGCONT while it does not have the terminal', () => {
    const { session, host, log } = entered();
    session.leave();
    const before = log.length;
    host.emit('SIGCONT');
    expect(log.slice(before)).toEqual([]);
  });
});

describe('TerminalSession while the terminal is lent', () => {
  /** Lends it to something that goes on until told. */
  function lent(listener: Partial<SessionListener> = {}) {
    const given = stage(listener);
    given.session.enter();
    let finish: (how: string) => void = () => undefined;
    let recalled = false;
    // The beginning of a key, of which nothing more comes.
    given.input.emit('data', Buffer.from('\x1b['));
    const lease = given.session.lend(async ({ recalled: signal }) => {
      signal.addEventListener('abort', () => {
        recalled = true;
      });
      return new Promise<string>((resolve, reject) => {
        finish = (how) => (how === 'badly' ? reject(new Error(how)) : resolve(how));
      });
    });
    const isOver = lease.catch(() => undefined);
    leavesNothing({ end: () => Promise.all([finish('well'), isOver]), held: () => [] });
    return { ...given, lease, finish: (how: string) => finish(how), recalled: () => recalled };
  }

  it('the session reads and writes nothing, and ignores SIGINT, SIGQUIT and SIGCONT', async () => {
    const { session, input, host, output, log, lease, finish } = lent();
    await settled();
    const before = log.length;
    session.write('picture');
    input.emit('data', Buffer.from('q'));
    output.emit('resize');
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGCONT']) host.emit(signal);
    expect(host.listenerCount('SIGTSTP')).toBe(0);
    session.suspend();
    session.enter();
    expect(log.slice(before)).toEqual([]);
    finish('well');
    expect(await lease).toBe('well');
    expect(log.slice(before).at(-1)).toBe('repaint');
    expect(log).toContain('kill 42 SIGWINCH');
    input.emit('data', Buffer.from('A'));
    expect(log.at(-1)).toBe('key A');
    expect(host.listenerCount('SIGTSTP')).toBe(1);
  });

  it('the terminal is taken back when the borrower fails, and lent to one borrower at a time', async () => {
    const { session, log, lease, finish } = lent();
    await settled();
    await expect(session.lend(async () => 'second')).rejects.toThrow('not ours');
    finish('badly');
    await expect(lease).rejects.toThrow('badly');
    expect(log.at(-1)).toBe('repaint');
    expect(await session.lend(async () => 'third')).toBe('third');
  });

  it('a signal recalls the terminal before the process ends, and it is not taken again', async () => {
    const { host, log, lease, finish, recalled } = lent();
    await settled();
    host.emit('SIGTERM');
    expect(recalled()).toBe(true);
    await settled();
    expect(log).not.toContain('exit 143');
    finish('well');
    await lease;
    await settled();
    expect(log.slice(-2)).toEqual(['kill 42 SIGTERM', 'exit 143']);
    expect(log.filter((entry) => entry === 'raw true')).toHaveLength(1);
  });

  it('a borrower that does not end does not delay the end for ever', async () => {
    const { host, log, elapse } = lent();
    await settled();
    host.emit('SIGTERM');
    elapse();
    expect(log.at(-1)).toBe('exit 143');
  });

  it('an exit recalls the terminal, and so does an error, which is reported', async () => {
    const first = lent();
    await settled();
    first.host.emit('exit');
    expect(first.recalled()).toBe(true);
    const second = lent();
    await settled();
    second.host.emit('uncaughtException', new Error('broken'));
    expect(second.recalled()).toBe(true);
    expect(second.log).toContain('report Error: broken');
  });

  it('a closed session does not take the terminal back', async () => {
    const { session, log, lease, finish, host, timers } = lent();
    await settled();
    session.close();
    finish('well');
    await lease;
    expect(log.filter((entry) => entry === 'raw true')).toHaveLength(1);
    expect(host.eventNames()).toEqual([]);
    expect(timers.size).toBe(0);
  });
});

describe('writeNow', () => {
  const folder = folderForEach();

  it('writes a whole text, and ignores a descriptor that fails', () => {
    const fd = openSync(folder.file('out'), 'w');
    writeNow(fd, 'täxt\x1b[0m');
    closeSync(fd);
    expect(readFileSync(folder.file('out'), 'utf8')).toBe('täxt\x1b[0m');
    const full = openSync('/dev/full', 'w');
    expect(() => writeNow(full, 'nobody hears')).not.toThrow();
    closeSync(full);
  });
});
