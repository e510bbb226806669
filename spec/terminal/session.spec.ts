import { EventEmitter } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TerminalSession } from '../../lib/terminal/session.js';
import { type SessionListener, stopDeadlineMs } from '../../lib/terminal/session-ports.js';
import { writeNow } from '../../lib/terminal/write-now.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A session among stand-ins that note, in order, what is done to them. */
function stage(
  listener: Partial<SessionListener> = {},
  { title = false, inBackground = [] as boolean[] } = {},
) {
  const log: string[] = [];
  const timers = new Set<{ run: () => void; milliseconds: number }>();
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (raw: boolean) => void log.push(`raw ${raw}`),
    resume: () => undefined,
    pause: () => undefined,
  });
  const output = Object.assign(new EventEmitter(), {
    fd: 1,
    columns: 80,
    rows: 24,
    full: false,
    write(text: string) {
      log.push(`write ${JSON.stringify(text)}`);
      return !this.full;
    },
  });
  const host = Object.assign(new EventEmitter(), {
    pid: 42,
    kill: (pid: number, signal: string) => void log.push(`kill ${pid} ${signal}`),
    exit: (code: number) => void log.push(`exit ${code}`),
  });
  const session = new TerminalSession(
    {
      input,
      output,
      host,
      title,
      after: (milliseconds, run) => {
        const timer = { run, milliseconds };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      isTerminal: () => true,
      isInBackground: () => inBackground.shift() ?? false,
      writeNow: (_, text) => void log.push(`now ${JSON.stringify(text)}`),
      report: (error) => void log.push(`report ${error}`),
    },
    {
      key: (name) => void log.push(`key ${name}`),
      resize: ({ columns, rows }) => void log.push(`resize ${columns}x${rows}`),
      repaint: () => void log.push('repaint'),
      ...listener,
    },
  );
  const elapse = () => {
    for (const timer of [...timers]) {
      timers.delete(timer);
      timer.run();
    }
  };
  return { session, input, output, host, log, timers, elapse };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('TerminalSession', () => {
  it('takes raw mode before it writes, and gives both back in one go', () => {
    const { session, log } = stage();
    session.enter();
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

  it('keeps the old title and puts it back, where there are titles', () => {
    const { session, log } = stage({}, { title: true });
    session.enter();
    session.leave();
    expect(log[1]).toContain('[22;2t');
    expect(log[2]).toContain('[23;2t');
  });

  it('puts the old title back after a stop from outside too', () => {
    const { session, host, log } = stage({}, { title: true });
    session.enter();
    host.emit('SIGCONT');
    session.leave();
    expect(log.join().match(/\[2[23];2t/g)).toEqual(['[22;2t', '[23;2t']);
  });

  it('lets nothing through to a terminal that is not ours', () => {
    const { session, log } = stage();
    expect(session.write('early')).toBe(true);
    session.enter();
    session.write('picture');
    session.leave();
    session.write('late');
    expect(log.filter((entry) => /early|picture|late/.test(entry))).toEqual(['write "picture"']);
  });

  it('knows of the focus what the terminal has said since it was taken, and makes no key of it', () => {
    const { session, input, log } = stage();
    session.enter();
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
    session.leave();
    expect(session.focused).toBe(null);
  });

  it('tells when the terminal takes more, once, unless called off', () => {
    const { session, output, log } = stage();
    session.enter();
    output.full = true;
    expect(session.write('much')).toBe(false);
    session.drained(() => log.push('drained'));
    session.drained(() => log.push('never'))();
    output.emit('drain');
    output.emit('drain');
    expect(log.filter((entry) => entry === 'drained' || entry === 'never')).toEqual(['drained']);
    expect(output.listenerCount('drain')).toBe(0);
  });

  it('tells of a storm of sizes once, and the last one', () => {
    const { session, output, log, elapse } = stage();
    session.enter();
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
    const { session, input, output, host, timers } = stage();
    session.enter();
    session.leave();
    session.enter();
    const emitters = [input, output, host];
    const counts = () => emitters.map((one) => one.eventNames().map((name) => one.listenerCount(name)));
    expect(counts().flat()).toEqual(Array(18).fill(1));
    output.emit('resize');
    input.emit('data', Buffer.from('\x1b'));
    session.close();
    session.close();
    expect(counts()).toEqual([[], [], []]);
    expect(timers.size).toBe(0);
  });

  it('leaves the real process as it found it', () => {
    const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const { input, output } = stage();
    const session = new TerminalSession(
      {
        input,
        output,
        host: process,
        title: false,
        after: () => () => undefined,
        isTerminal: () => true,
        isInBackground: () => false,
        writeNow: () => undefined,
        report: () => undefined,
      },
      { key: () => undefined, resize: () => undefined, repaint: () => undefined },
    );
    session.enter();
    session.close();
    expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
  });

  it('ends after the last work, and only then', async () => {
    const ready: (() => void)[] = [];
    const { session, log } = stage({ stop: () => new Promise((resolve) => ready.push(resolve)) });
    session.enter();
    session.end(0);
    await settled();
    expect(log.at(-1)).toBe('raw false');
    ready[0]?.();
    await settled();
    expect(log.at(-1)).toBe('exit 0');
  });

  it('ends without the last work when that takes too long, or when told twice', () => {
    const slow = { stop: () => new Promise<void>(() => undefined) };
    const first = stage(slow);
    first.session.enter();
    first.host.emit('SIGTERM');
    expect([...first.timers].map((timer) => timer.milliseconds)).toContain(stopDeadlineMs);
    // Leaving is noticed where it takes longer, whatever the last work waits for.
    expect(stopDeadlineMs).toBeLessThanOrEqual(300);
    first.elapse();
    expect(first.log.at(-1)).toBe('exit 143');
    const second = stage(slow);
    second.session.enter();
    second.host.emit('SIGINT');
    second.host.emit('SIGINT');
    expect(second.log.at(-1)).toBe('exit 130');
  });

  it.each(['end', 'close', 'error'])("ends at once on its input's %s", (event) => {
    let began = false;
    const { session, input, log } = stage({
      stop: () => {
        began = true;
        return new Promise(() => undefined);
      },
    });
    session.enter();
    input.emit(event, new Error('EIO'));
    expect(log.at(-1)).toBe('exit 129');
    expect(began).toBe(true);
  });

  it("ends at once on its output's error", () => {
    const { session, output, log } = stage();
    session.enter();
    output.emit('error', new Error('EPIPE'));
    expect(log.at(-1)).toBe('exit 129');
  });

  it('reports an error after the terminal is given back, and ends with 1', async () => {
    const { session, host, log } = stage();
    session.enter();
    host.emit('uncaughtException', new Error('broken'));
    await settled();
    expect(log.slice(-3)).toEqual(['raw false', 'report Error: broken', 'exit 1']);
  });

  it('reports an error of the last work too', async () => {
    const { session, log } = stage({ stop: () => Promise.reject(new Error('could not stop')) });
    session.enter();
    session.end(0);
    await settled();
    expect(log.slice(-2)).toEqual(['report Error: could not stop', 'exit 1']);
  });

  it('ignores a SIGCONT while the terminal is not ours', () => {
    const { session, host, log } = stage();
    session.enter();
    session.leave();
    const before = log.length;
    host.emit('SIGCONT');
    expect(log.slice(before)).toEqual([]);
  });

  it('waits in the background until it has the terminal, and hears no signal before', () => {
    const { session, host, log } = stage({}, { inBackground: [true, true] });
    host.kill = (pid, signal) =>
      void log.push(`kill ${pid} ${signal}, ${host.listenerCount('SIGTERM')} heard`);
    session.enter();
    expect(log.slice(0, 3)).toEqual(['kill 0 SIGTTOU, 0 heard', 'kill 0 SIGTTOU, 0 heard', 'raw true']);
  });

  it('takes a terminal that it never gets as it is: where nobody could continue it, it is not stopped', () => {
    const { session, log } = stage({}, { inBackground: Array(100).fill(true) });
    session.enter();
    expect(log.slice(99, 101)).toEqual(['kill 0 SIGTTOU', 'raw true']);
  });

  it('stops again when continued in the background, and touches nothing', async () => {
    const { session, host, log, timers } = stage({}, { inBackground: [false, true, true, true] });
    session.enter();
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    host.emit('SIGCONT');
    expect(log.slice(before)).toEqual([]);
    const [stop] = timers;
    expect(timers.size).toBe(1);
    stop?.run();
    expect(log.slice(before)).toEqual(['kill 0 SIGTSTP']);
    host.emit('SIGTERM');
    await settled();
    expect(log.slice(before + 1)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('hears what ends it, continued in the background, before it would stop again', async () => {
    const { session, host, log } = stage({}, { inBackground: [false, true] });
    session.enter();
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    host.emit('SIGTERM');
    await settled();
    expect(log.slice(before)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('goes on where it got the terminal soon after it was continued', () => {
    const { session, host, log, timers } = stage({}, { inBackground: [false, true, false] });
    session.enter();
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    const [stop] = timers;
    stop?.run();
    expect(log.slice(before)).toContain('raw true');
    expect(log.slice(before)).not.toContain('kill 0 SIGTSTP');
  });

  describe('while the terminal is lent', () => {
    /** Lends it to something that goes on until told. */
    function lent(listener: Partial<SessionListener> = {}) {
      const given = stage(listener);
      given.session.enter();
      let finish: (how: string) => void = () => undefined;
      let recalled = false;
      const lease = given.session.lend(async ({ recalled: signal }) => {
        signal.addEventListener('abort', () => {
          recalled = true;
        });
        return new Promise<string>((resolve, reject) => {
          finish = (how) => (how === 'badly' ? reject(new Error(how)) : resolve(how));
        });
      });
      return { ...given, lease, finish: (how: string) => finish(how), recalled: () => recalled };
    }

    it('reads and writes nothing, and heeds neither SIGINT nor SIGCONT', async () => {
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
      expect(host.listenerCount('SIGTSTP')).toBe(1);
    });

    it('is taken back when the borrower fails, and lent to one at a time', async () => {
      const { session, log, lease, finish } = lent();
      await settled();
      await expect(session.lend(async () => 'second')).rejects.toThrow('not ours');
      finish('badly');
      await expect(lease).rejects.toThrow('badly');
      expect(log.at(-1)).toBe('repaint');
      expect(await session.lend(async () => 'third')).toBe('third');
    });

    it('is wanted back before the process ends, and not taken again', async () => {
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

    it('does not hold the process up for ever', async () => {
      const { host, log, elapse } = lent();
      await settled();
      host.emit('SIGTERM');
      elapse();
      expect(log.at(-1)).toBe('exit 143');
    });

    it('recalls it on any other exit, and on an error, which is told', async () => {
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

    it('lets go of it for good when closed', async () => {
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
});

describe('writeNow', () => {
  const folder = temporaryFolder();
  afterEach(folder.remove);

  it('writes all of a text, and gives up quietly on what is gone', () => {
    const fd = openSync(folder.file('out'), 'w');
    writeNow(fd, 'täxt\x1b[0m');
    closeSync(fd);
    expect(readFileSync(folder.file('out'), 'utf8')).toBe('täxt\x1b[0m');
    const full = openSync('/dev/full', 'w');
    expect(() => writeNow(full, 'nobody hears')).not.toThrow();
    closeSync(full);
  });
});
