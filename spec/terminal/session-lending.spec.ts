import { describe, expect, it } from '@jest/globals';
import type { SessionListener } from '../../lib/terminal/streams.js';
import { leavesNothing } from '../support/nothing-left.js';
import { settled, stage } from './session-stage.js';

describe('TerminalSession and its borrowers', () => {
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
});
