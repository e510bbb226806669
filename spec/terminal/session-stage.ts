import { EventEmitter } from 'node:events';
import { TerminalSession } from '../../lib/terminal/session.js';
import type { SessionListener } from '../../lib/terminal/streams.js';
import { leavesNothing } from '../support/nothing-left.js';

/** A session among stand-ins that note, in order, what is done to them. */
export function stage(
  listener: Partial<SessionListener> = {},
  { title = false, mouse = false, inBackground = [] as boolean[] } = {},
) {
  const log: string[] = [];
  const timers = new Set<{ run: () => void; milliseconds: number }>();
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (raw: boolean) => void log.push(`raw ${raw}`),
    resume: () => undefined,
    pause: () => undefined,
  });
  const output = Object.assign(new EventEmitter(), {
    ...{ fd: 1, columns: 80, rows: 24, full: false, writableLength: 0, untaken: [] as (() => void)[] },
    write(text: string, taken: () => void = () => undefined) {
      log.push(`write ${JSON.stringify(text)}`);
      if (this.full) {
        this.writableLength += text.length;
        this.untaken.push(taken);
      } else taken();
      return true;
    },
    /** The terminal takes what it has refused. */
    drain() {
      this.full = false;
      this.writableLength = 0;
      for (const taken of this.untaken.splice(0)) taken();
    },
  });
  const host = Object.assign(new EventEmitter(), {
    pid: 42,
    kill: (pid: number, signal: string) => void log.push(`kill ${pid} ${signal}`),
    exit: (code: number) => void log.push(`exit ${code}`),
  });
  const session = new TerminalSession(
    {
      ...{ input, output, host, title, mouse },
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
  leavesNothing({
    end: () => session.close(),
    held: () => [
      ...[...timers].map(({ milliseconds }) => `a timer of ${milliseconds} ms`),
      ...[input, output, host].flatMap((one) =>
        one.eventNames().map((name) => `a handler of ${String(name)}`),
      ),
    ],
  });
  return { session, input, output, host, log, timers, elapse };
}

/** The same, once it has the terminal. */
export function entered(...given: Parameters<typeof stage>) {
  const made = stage(...given);
  made.session.enter();
  return made;
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));
