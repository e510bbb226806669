import { KeyDecoder } from './keys.js';
import { Outlet } from './outlet.js';
import { Ending, SessionEvents } from './session-events.js';
import {
  backgroundStops,
  type DeadlySignal,
  deadlySignals,
  drainMs,
  resizeIntervalMs,
  type SessionListener,
  type SessionPorts,
  suspendGraceMs,
  type TerminalSize,
} from './streams.js';
import { OpenLease, type TerminalLease, TerminalModes } from './terminal-modes.js';

/**
 * Who has the terminal: we do; we don't yet, or no longer; the shell has it until we are continued; another program has
 * it.
 */
type Holding = 'ours' | 'away' | 'suspended' | 'lent';

/**
 * The one owner of the terminal's state and of the process's signals. The terminal is given back as it was on
 * every way out: `end`, signals, exceptions, a plain exit. If the terminal vanishes, the process ends at once.
 */
export class TerminalSession {
  readonly #ports: SessionPorts;
  readonly #listener: SessionListener;
  readonly #decoder: KeyDecoder;
  readonly #modes: TerminalModes;
  readonly #outlet: Outlet;
  readonly #events: SessionEvents;
  readonly #ending: Ending;
  #holding: Holding = 'away';
  #focused: boolean | null = null;
  #lease: OpenLease | null = null;
  #cancelResize: (() => void) | null = null;
  #cancelResume: (() => void) | null = null;

  constructor(ports: SessionPorts, listener: SessionListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#decoder = new KeyDecoder(
      {
        key: (name) => listener.key(name),
        paste: (text) => listener.paste?.(text),
        mouse: (report) => listener.mouse?.(report),
        focus: (focused) => {
          this.#focused = focused;
          listener.focus?.(focused);
        },
      },
      ports.after,
    );
    this.#modes = new TerminalModes(ports);
    this.#outlet = new Outlet(ports.output);
    this.#ending = new Ending({
      ports,
      release: () => this.leave(),
      drain: (run) => this.#drain(run),
      stop: async () => void (await Promise.all([listener.stop?.(), this.#lease?.returned])),
      raise: (signal) => {
        this.#events.ignore(signal);
        ports.host.kill(ports.host.pid, signal);
      },
    });
    this.#events = new SessionEvents(ports, {
      host: {
        SIGHUP: () => this.#endBy('SIGHUP'),
        SIGINT: () => this.#endBy('SIGINT'),
        SIGQUIT: () => this.#endBy('SIGQUIT'),
        SIGTERM: () => this.#endBy('SIGTERM'),
        SIGUSR1: () => this.#endBy('SIGUSR1'),
        SIGUSR2: () => this.#endBy('SIGUSR2'),
        SIGALRM: () => this.#endBy('SIGALRM'),
        SIGXCPU: () => this.#endBy('SIGXCPU'),
        SIGTSTP: () => this.suspend(),
        SIGCONT: () => this.#continued(),
        uncaughtException: (error) => this.#ending.fail(error),
        unhandledRejection: (error) => this.#ending.fail(error),
        exit: () => this.leave(),
      },
      data: (chunk) => {
        if (this.#holding === 'ours') this.#decoder.feed(chunk);
      },
      vanished: () => this.#ending.vanish(),
      resized: () => this.#resized(),
    });
  }

  /** The current size. 80×24 if the terminal doesn't report one. */
  get size(): TerminalSize {
    const { columns, rows } = this.#ports.output;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Whether the terminal has the operator's focus; null if it hasn't reported that since it was taken. */
  get focused(): boolean | null {
    return this.#focused;
  }

  /** Takes the terminal: raw keys, a blank alternate screen, all handlers. Does nothing when it isn't free. */
  enter(): void {
    if (this.#holding === 'ours' || this.#holding === 'lent') return;
    this.#awaitForeground();
    this.#events.listen();
    this.#modes.take();
    this.#holding = 'ours';
  }

  /**
   * Gives the terminal back before it returns, and stops reading keys. May be called at any time, any number of
   * times; `enter` takes it again. If the terminal is lent out, the borrower is told to end.
   */
  leave(): void {
    if (this.#holding === 'lent') {
      this.#lease?.recall();
      this.#modes.clean();
    }
    if (this.#holding !== 'ours') return;
    this.#holding = 'away';
    this.#focused = null;
    this.#modes.release();
  }

  /**
   * Lends the terminal, in the state that it had before us, to what `run` starts there. When `run` has settled, takes
   * it back, undoes what was left changed, and has everything drawn again. In the meantime Ctrl-C is the borrower's,
   * and Ctrl-Z stops both. Rejects if `run` does, or if we don't have the terminal.
   */
  async lend<T>(run: (lease: TerminalLease) => Promise<T>): Promise<T> {
    if (this.#holding !== 'ours' || this.#ending.begun) throw new Error('The terminal is not ours to lend.');
    this.#listener.focus?.(false);
    this.leave();
    this.#holding = 'lent';
    this.#decoder.close();
    this.#events.ignore('SIGTSTP');
    this.#lease = new OpenLease(this.#ports, () => this.#ending.vanish());
    try {
      return await this.#lease.hand(run);
    } finally {
      this.#takeBack();
    }
  }

  /** Writes to the screen if we have the terminal, and drops the text otherwise. False: wait for `drained`. */
  write(text: string): boolean {
    return this.#holding === 'ours' ? this.#outlet.write(text) : true;
  }

  /** Runs something once, when the terminal has taken what was written. Returns a function that cancels it. */
  drained(run: () => void): () => void {
    return this.#outlet.drained(run);
  }

  /**
   * Gives the terminal to the shell and stops, as Ctrl-Z does elsewhere: the whole process group, because a shell waits
   * for the whole job, which with `npm start` has other processes in it. Resumes when continued, or after a short time
   * if no shell could continue us.
   */
  suspend(): void {
    if (this.#holding !== 'ours') return;
    this.#listener.focus?.(false);
    this.leave();
    this.#stop();
  }

  /**
   * Stops the process group, which doesn't have the terminal; takes the terminal again when the shell gives it back.
   */
  #stop(): void {
    this.#holding = 'suspended';
    const { host } = this.#ports;
    this.#events.ignore('SIGTSTP');
    host.kill(0, 'SIGTSTP');
    this.#events.heed('SIGTSTP');
    this.#afterSignals(() => this.#resume());
  }

  /**
   * Runs something after a grace period, unless a signal cancels it. After a long stop or on a busy machine a timer is
   * overdue, and timers run before signals are handled. Signals must be handled first, because the shell may have
   * continued us only to end us, or in the background: so two timers, one after the other.
   */
  #afterSignals(run: () => void): void {
    const { after } = this.#ports;
    this.#cancelResume?.();
    this.#cancelResume = after(suspendGraceMs, () => {
      this.#cancelResume = after(suspendGraceMs, run);
    });
  }

  /** Gives the terminal back, lets the app stop, and ends the process with this code. */
  end(code: number): void {
    this.#ending.end(code);
  }

  /** Gives the terminal back and removes every handler; the process continues. */
  close(): void {
    this.leave();
    if (!this.#events.listening) return;
    this.#events.remove();
    this.#decoder.close();
    this.#cancelResize?.();
    this.#cancelResume?.();
    this.#ending.cancel();
  }

  /** On a slow line the rest of a frame would otherwise come after the screen is given back. */
  #drain(run: () => void): void {
    this.#outlet.abandon();
    if (this.#holding !== 'ours' || this.#outlet.empty) {
      run();
      return;
    }
    const cancels: (() => void)[] = [];
    const once = () => {
      for (const cancel of cancels) cancel();
      run();
    };
    cancels.push(this.#outlet.drained(once), this.#ports.after(drainMs, once));
  }

  #resized(): void {
    this.#cancelResize ??= this.#ports.after(resizeIntervalMs, () => {
      this.#cancelResize = null;
      if (this.#holding === 'ours') this.#listener.resize(this.size);
    });
  }

  /**
   * Done before there is a handler: otherwise the system would stop us at the first change of modes, in the middle
   * of it, where no signal is handled.
   */
  #awaitForeground(): void {
    const { host, isInBackground } = this.#ports;
    for (let stops = 0; stops < backgroundStops && isInBackground(); stops += 1) {
      this.#events.leaveToSystem();
      host.kill(0, 'SIGTTOU');
    }
  }

  #continued(): void {
    if (this.#holding === 'away' || this.#holding === 'lent' || this.#ending.begun) return;
    this.#cancelResume?.();
    const { isInBackground } = this.#ports;
    if (!isInBackground()) {
      this.#resume();
      return;
    }
    this.#holding = 'suspended';
    this.#focused = null;
    // The shell may have continued us only to end us, and doesn't continue us again for a stop that came before.
    this.#afterSignals(() => {
      if (!this.#ending.begun && isInBackground()) this.#stop();
      else this.#resume();
    });
  }

  #resume(): void {
    this.#cancelResume?.();
    this.#cancelResume = null;
    if (this.#holding === 'away' || this.#holding === 'lent' || this.#ending.begun) return;
    const wasAway = this.#holding === 'suspended';
    // We were stopped from outside, and the shell has set its own modes without telling us.
    this.#modes.retake();
    this.#holding = 'ours';
    if (wasAway) this.#listener.focus?.(true);
    this.#redraw();
  }

  #takeBack(): void {
    this.#lease = null;
    this.#holding = 'away';
    this.#modes.clean();
    if (this.#ending.begun || !this.#events.listening) return;
    this.#events.heed('SIGTSTP');
    if (this.#ports.isInBackground()) {
      this.#stop();
      return;
    }
    this.enter();
    this.#listener.focus?.(true);
    this.#redraw();
  }

  #redraw(): void {
    // The window may have been resized in the meantime: a stopped process isn't told, nor is one in the
    // background.
    this.#ports.host.kill(this.#ports.host.pid, 'SIGWINCH');
    this.#listener.repaint();
  }

  /**
   * Ctrl-C and Ctrl-\ in a program that has the terminal reach the whole group, but are meant for that program.
   */
  #endBy(signal: DeadlySignal): void {
    const lent = this.#holding === 'lent';
    if (lent && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    const background = lent || this.#holding === 'suspended';
    this.#ending.end(128 + deadlySignals[signal], background ? signal : undefined);
  }
}
