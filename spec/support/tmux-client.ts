import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

type Waiter = { resolve(output: string): void; reject(error: Error): void };

/**
 * A client of a tmux server that gives it commands, one after the other, for as long as it lives. A program started for
 * each command, as for each look at a pane, would take a good part of a spec's time. It watches a session of its own,
 * in which nothing happens: so no other session counts as watched.
 */
export class TmuxClient {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiters: Waiter[] = [];
  /** What the command that is being answered has printed so far. */
  #printed: string | null = null;
  #ended = false;
  /** Resolves when the server has ended, and this client with it. */
  readonly gone: Promise<void>;

  constructor(socket: string, environment: Readonly<Record<string, string>>) {
    const session = ['new-session', '-s', 'commands', 'exec sleep 1000000'];
    this.#child = spawn('tmux', ['-S', socket, '-f', '/dev/null', '-C', ...session], {
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdin.on('error', () => {});
    // A spec that failed to end it is told by name, and not by a run that never ends.
    for (const handle of [this.#child, this.#child.stdin as Socket, this.#child.stdout as Socket])
      handle.unref();
    // The first answer is to the session's own making.
    this.#waiters.push({ resolve: () => {}, reject: () => {} });
    let rest = '';
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(line);
    });
    this.gone = once(this.#child, 'close').then(() => {
      this.#ended = true;
      for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error('the tmux server has ended'));
    });
  }

  /** Runs a command, and resolves to what it printed, in whole lines. */
  run(...args: readonly string[]): Promise<string> {
    if (args.some((arg) => /[\r\n\0]/.test(arg)))
      throw new Error(`not for one line: ${JSON.stringify(args)}`);
    if (this.#ended) return Promise.reject(new Error('the tmux server has ended'));
    this.#child.stdin.write(`${args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(' ')}\n`);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Answers stand between marks, in the order of the commands; what stands outside of them is news of the server. */
  #hear(line: string): void {
    if (this.#printed === null) {
      if (line.startsWith('%begin ')) this.#printed = '';
      return;
    }
    const ending = /^%(end|error) \d+ \d+ \d+$/.exec(line);
    if (ending === null) {
      this.#printed += `${line}\n`;
      return;
    }
    const waiter = this.#waiters.shift();
    if (ending[1] === 'end') waiter?.resolve(this.#printed);
    else waiter?.reject(new Error(this.#printed));
    this.#printed = null;
  }
}
