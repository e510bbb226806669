import { KeyDecoder } from './keys.js';
import { enterSequence, leaveSequence } from './modes.js';
import type { Schedule } from './schedule.js';
import {
  DEADLY_SIGNALS,
  type DeadlySignal,
  type Host,
  type HostEvent,
  type TerminalInput,
  type TerminalOutput,
  type TerminalSize,
} from './streams.js';

/** What a session needs from outside. */
export interface SessionPorts {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly host: Host;
  readonly schedule: Schedule;
  /** Whether the window's title may be set, and so has to be put back. */
  readonly title: boolean;
  /** False once the terminal behind a descriptor is gone: `isatty`. */
  readonly isTerminal: (fd: number) => boolean;
  /** Writes at once to the terminal, past the stream. */
  readonly writeNow: (fd: number, text: string) => void;
  /** Says on stderr what ended the program. Called when the terminal is the shell's again. */
  readonly report: (error: unknown) => void;
}

/** What a session tells the app. */
export interface SessionListener {
  key(name: string): void;
  paste?(text: string): void;
  /** The screen has another size; in a storm of changes, only now and then, and always the last one. */
  resize(size: TerminalSize): void;
  /** The screen is blank again, after a suspend or a SIGCONT from outside: draw all of it. */
  repaint(): void;
  /**
   * The process is about to end. What it returns is waited for, but not for long; with a vanished terminal not at
   * all, so begin with what must be done.
   */
  stop?(): Promise<void> | void;
}

/** How often a changing size is told, in milliseconds. */
export const RESIZE_INTERVAL = 30;
/** How long `stop` may take, in milliseconds. */
export const STOP_DEADLINE = 500;
/** A stop signal is ignored where no shell could continue us; then go on after this many milliseconds. */
export const SUSPEND_GRACE = 50;

/** The code of a process whose terminal vanished: as if SIGHUP had come, which it mostly does too. */
const HUNG_UP = 129;

/** Where the terminal is: ours, lent out (or not ours yet), or the shell's until we are continued. */
type Place = 'ours' | 'away' | 'suspended';

/**
 * The one owner of the terminal's state and of the process's signals. The terminal is given back as it was on every
 * way out: `end`, signals, exceptions, a plain exit. A terminal that vanished ends the process at once.
 */
export class TerminalSession {
  readonly #ports: SessionPorts;
  readonly #listener: SessionListener;
  readonly #decoder: KeyDecoder;
  readonly #handlers: ReadonlyMap<HostEvent, (argument: unknown) => void>;
  #place: Place = 'away';
  #listening = false;
  #ending = false;
  #cancelResize: (() => void) | null = null;
  #cancelResume: (() => void) | null = null;
  #cancelDeadline: (() => void) | null = null;

  constructor(ports: SessionPorts, listener: SessionListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#decoder = new KeyDecoder(listener, ports.schedule);
    this.#handlers = new Map<HostEvent, (argument: unknown) => void>([
      ...DEADLY_SIGNALS.map(({ name, number }) => [name, () => this.#end(128 + number, name)] as const),
      ['SIGTSTP', () => this.suspend()],
      ['SIGCONT', () => this.#resume()],
      ['uncaughtException', (error) => this.#fail(error)],
      ['unhandledRejection', (error) => this.#fail(error)],
      ['exit', () => this.leave()],
    ]);
  }

  /** The size now. 80×24 where the terminal doesn't say. */
  get size(): TerminalSize {
    const { columns, rows } = this.#ports.output;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Takes the terminal: raw keys, a blank alternate screen, all handlers. Does nothing when it has it already. */
  enter(): void {
    if (this.#place === 'ours') return;
    this.#listen();
    const { input, output, title } = this.#ports;
    // Raw mode first: in the background the system stops us right here, before a byte is on the shell's screen.
    input.setRawMode?.(true);
    this.#place = 'ours';
    output._handle?.setBlocking?.(false);
    output.write(enterSequence({ title }));
    input.resume();
  }

  /**
   * Gives the terminal back, before it returns, and reads no more keys. Safe to call at any time, any number of
   * times; `enter` takes it again.
   */
  leave(): void {
    if (this.#place !== 'ours') return;
    this.#place = 'away';
    const { input, output, title, writeNow } = this.#ports;
    writeNow(output.fd, leaveSequence({ title }));
    output._handle?.setBlocking?.(true);
    input.setRawMode?.(false);
    input.pause();
  }

  /** Writes to the screen while the terminal is ours, and drops the text otherwise. False: wait for `drained`. */
  write(text: string): boolean {
    return this.#place === 'ours' ? this.#ports.output.write(text) : true;
  }

  /** Runs something once, when the terminal has taken what was written. The answer calls it off. */
  drained(run: () => void): () => void {
    const { output } = this.#ports;
    const cancel = () => void output.off('drain', once);
    const once = () => {
      cancel();
      run();
    };
    output.on('drain', once);
    return cancel;
  }

  /**
   * Hands the terminal to the shell and stops, as Ctrl-Z does elsewhere: the whole process group, since a shell
   * waits for the job, and `npm start` puts others in it. Goes on when continued; at once where nobody could.
   */
  suspend(): void {
    if (this.#place !== 'ours') return;
    this.leave();
    this.#place = 'suspended';
    const { host, schedule } = this.#ports;
    const handler = this.#handlers.get('SIGTSTP');
    // Without a handler the signal does what it does by default.
    if (handler) host.off('SIGTSTP', handler);
    host.kill(0, 'SIGTSTP');
    if (handler) host.on('SIGTSTP', handler);
    // After a long stop this timer is overdue, and timers come before signals: let those be heard first, for the
    // shell may have continued us only to end us.
    this.#cancelResume = schedule(() => {
      this.#cancelResume = schedule(() => this.#resume(), 0);
    }, SUSPEND_GRACE);
  }

  /** Gives the terminal back, lets the app stop, and ends the process with this code. */
  end(code: number): void {
    this.#end(code);
  }

  /** Gives the terminal back and removes every handler; the process goes on. */
  close(): void {
    this.leave();
    if (!this.#listening) return;
    this.#listening = false;
    const { input, output, host } = this.#ports;
    for (const [event, handler] of this.#handlers) host.off(event, handler);
    input.off('data', this.#onData);
    input.off('end', this.#onVanished);
    input.off('close', this.#onVanished);
    input.off('error', this.#onVanished);
    output.off('error', this.#onVanished);
    output.off('resize', this.#onResize);
    this.#decoder.close();
    this.#cancelResize?.();
    this.#cancelResume?.();
    this.#cancelDeadline?.();
  }

  readonly #onData = (chunk: Uint8Array) => this.#decoder.feed(chunk);

  /** Reads and writes of a terminal that is gone fail for ever: there is nothing to wait for. */
  readonly #onVanished = () => {
    this.#ending = true;
    this.#stop().catch(this.#ports.report);
    this.#exit(HUNG_UP);
  };

  readonly #onResize = () => {
    this.#cancelResize ??= this.#ports.schedule(() => {
      this.#cancelResize = null;
      if (this.#place === 'ours') this.#listener.resize(this.size);
    }, RESIZE_INTERVAL);
  };

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    const { input, output, host } = this.#ports;
    for (const [event, handler] of this.#handlers) host.on(event, handler);
    input.on('data', this.#onData);
    input.on('end', this.#onVanished);
    input.on('close', this.#onVanished);
    input.on('error', this.#onVanished);
    output.on('error', this.#onVanished);
    output.on('resize', this.#onResize);
  }

  #resume(): void {
    this.#cancelResume?.();
    this.#cancelResume = null;
    if (this.#place === 'away' || this.#ending) return;
    // Stopped from outside, the shell has set its own modes behind our back: only off and on sets ours again.
    this.#ports.input.setRawMode?.(false);
    this.#place = 'away';
    this.enter();
    // The window may have changed meanwhile, and a stopped process isn't told.
    this.#ports.host.kill(this.#ports.host.pid, 'SIGWINCH');
    this.#listener.repaint();
  }

  #fail(error: unknown): void {
    this.leave();
    this.#ports.report(error);
    this.end(1);
  }

  #end(code: number, signal?: DeadlySignal): void {
    this.leave();
    if (this.#ending) {
      this.#exit(code, signal);
      return;
    }
    this.#ending = true;
    this.#cancelDeadline = this.#ports.schedule(() => this.#exit(code, signal), STOP_DEADLINE);
    this.#stop().then(
      () => this.#exit(code, signal),
      (error: unknown) => this.#fail(error),
    );
  }

  async #stop(): Promise<void> {
    await this.#listener.stop?.();
  }

  #exit(code: number, signal?: DeadlySignal): void {
    this.leave();
    this.#cancelDeadline?.();
    const { host, output, isTerminal } = this.#ports;
    // In the background Node would be stopped once more while it resets the terminal at its exit, and where the
    // terminal is gone that fails loudly. There is nothing to reset: let the signal do what it does by default.
    const bySignal = isTerminal(output.fd) ? (this.#place === 'suspended' ? signal : undefined) : 'SIGHUP';
    const handler = bySignal && this.#handlers.get(bySignal);
    if (handler) {
      host.off(bySignal, handler);
      host.kill(host.pid, bySignal);
    }
    host.exit(code);
  }
}
