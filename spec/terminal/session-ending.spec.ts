import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TerminalSession } from '../../lib/terminal/session.js';
import { stopDeadlineMs } from '../../lib/terminal/streams.js';
import { expectNothingLeft } from '../support/nothing-left.js';
import { entered, settled, stage } from './session-stage.js';

describe('TerminalSession at its end', () => {
  it('leaves the real process as it found it', () => {
    const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
    const { input, output } = stage();
    const session = new TerminalSession(
      {
        ...{ input, output, host: process, title: false },
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

  it('ends only after the last work', async () => {
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

  it('ends without the last work if that takes too long, or on a second signal', () => {
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
    const { output, log } = entered();
    output.emit('error', new Error('EPIPE'));
    expect(log.at(-1)).toBe('exit 129');
  });

  it('reports an error after the terminal is given back, and ends with 1', async () => {
    const { host, log } = entered();
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
});

describe('TerminalSession in the background', () => {
  it('waits in the background until it has the terminal, without signal handlers', () => {
    const { session, host, log } = stage({}, { inBackground: [true, true] });
    host.kill = (pid, signal) =>
      void log.push(`kill ${pid} ${signal}, ${host.listenerCount('SIGTERM')} heard`);
    session.enter();
    expect(log.slice(0, 3)).toEqual(['kill 0 SIGTTOU, 0 heard', 'kill 0 SIGTTOU, 0 heard', 'raw true']);
  });

  it('stops where it takes the terminal back in the background, and ends on a signal there', async () => {
    const { session, host, log } = entered({}, { inBackground: [false, true, true] });
    await session.lend(async () => 'well');
    expect(log.at(-1)).toBe('kill 0 SIGTSTP');
    host.emit('SIGCONT');
    host.emit('SIGTERM');
    await settled();
    expect(log.slice(-2)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('takes the terminal back once it has the foreground again', async () => {
    const { session, host, log } = entered({}, { inBackground: [false, true] });
    await session.lend(async () => 'well');
    const before = log.length;
    host.emit('SIGCONT');
    expect(log.slice(before)).toContain('raw true');
    expect(log.at(-1)).toBe('repaint');
  });

  it('has its signal handlers after it was entered again in the background', () => {
    const { session, host, log } = entered({}, { inBackground: [false, true] });
    session.leave();
    session.enter();
    expect(log).toContain('kill 0 SIGTTOU');
    expect(['SIGINT', 'SIGTERM'].map((signal) => host.listenerCount(signal))).toEqual([1, 1]);
  });

  it('takes the terminal after a hundred stops that nobody answers', () => {
    const { log } = entered({}, { inBackground: Array(100).fill(true) });
    expect(log.slice(99, 101)).toEqual(['kill 0 SIGTTOU', 'raw true']);
  });

  it('stops again without a write when it is continued in the background', async () => {
    const { session, host, log, timers, elapse } = entered({}, { inBackground: [false, true, true, true] });
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    host.emit('SIGCONT');
    expect(log.slice(before)).toEqual([]);
    expect(timers.size).toBe(1);
    elapse();
    elapse();
    expect(log.slice(before)).toEqual(['kill 0 SIGTSTP']);
    host.emit('SIGTERM');
    await settled();
    expect(log.slice(before + 1)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('ends on a signal that comes with SIGCONT in the background, before it stops again', async () => {
    const { session, host, log } = entered({}, { inBackground: [false, true] });
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    host.emit('SIGTERM');
    await settled();
    expect(log.slice(before)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('ends on a signal even if the timer of the next stop is overdue', async () => {
    const { session, host, log, elapse } = entered({}, { inBackground: [false, true, true] });
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    elapse();
    host.emit('SIGTERM');
    await settled();
    expect(log.slice(before)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('does not stop again in the background while it ends', () => {
    const slow = { stop: () => new Promise<void>(() => undefined) };
    const { session, host, log, elapse } = entered(slow, { inBackground: [false, true, true] });
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    elapse();
    host.emit('SIGTERM');
    elapse();
    expect(log.slice(before)).toEqual(['kill 42 SIGTERM', 'exit 143']);
  });

  it('takes the terminal if it gets the foreground soon after SIGCONT', () => {
    const { session, host, log, elapse } = entered({}, { inBackground: [false, true, false] });
    session.suspend();
    const before = log.length;
    host.emit('SIGCONT');
    elapse();
    elapse();
    expect(log.slice(before)).toContain('raw true');
    expect(log.slice(before)).not.toContain('kill 0 SIGTSTP');
  });
});

type Stage = ReturnType<typeof stage>;

const things: Readonly<Record<string, (given: Stage) => unknown>> = {
  enter: ({ session }) => session.enter(),
  leave: ({ session }) => session.leave(),
  suspend: ({ session }) => session.suspend(),
  'loan that ends at once': ({ session }) => session.lend(async () => 'well').catch(() => undefined),
  'another size': ({ output }) => output.emit('resize'),
  'half a key': ({ input }) => input.emit('data', Buffer.from('\x1b[')),
  focus: ({ input }) => input.emit('data', Buffer.from('\x1b[I')),
  'signal to continue': ({ host }) => host.emit('SIGCONT'),
  'time that passes': ({ elapse }) => elapse(),
};

describe('a terminal session', () => {
  it('holds no timer or handler once it is closed, and has no focus once it has left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(things)), { maxLength: 12 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (names, inBackground) => {
          const given = stage({}, { inBackground: [...inBackground] });
          for (const name of names) {
            await things[name]?.(given);
            await settled();
            if (name === 'leave') expect(given.session.focused).toBeNull();
          }
          await expectNothingLeft();
          const before = given.log.length;
          given.elapse();
          expect(given.log).toHaveLength(before);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
