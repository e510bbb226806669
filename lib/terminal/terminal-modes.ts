import { leaseIntervalMs, type SessionPorts } from './streams.js';

/**
 * What is sent to take the screen: alternate screen, cursor hidden, bracketed paste, focus reports, no wrapping at
 * the right edge (so that a character that the terminal takes to be wider than we do stays on its line), blank.
 * Terminals ignore what they don't know, so one text serves all of them.
 */
function enterSequence({ title, mouse }: Pick<SessionPorts, 'title' | 'mouse'>): string {
  const mouseOn = mouse === true ? '\x1b[?1000h\x1b[?1006h' : '';
  return `${title ? '\x1b[22;2t' : ''}\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1004h${mouseOn}\x1b[?7l\x1b[0m\x1b[H\x1b[2J`;
}

/**
 * What is sent to give it back. It clears first: otherwise a terminal without an alternate screen would show the
 * shell's prompt in the middle of a picture.
 */
export function leaveSequence({
  title,
  mouse,
  noProgress = '',
}: Pick<SessionPorts, 'title' | 'mouse' | 'noProgress'>): string {
  const mouseOff = mouse === true ? '\x1b[?1006l\x1b[?1000l' : '';
  return `${noProgress}\x1b[0m\x1b[?7h${mouseOff}\x1b[?1004l\x1b[?2004l\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l${title ? '\x1b[23;2t' : ''}`;
}

/**
 * What is sent after another program had the terminal, in case it was killed before it could tidy up: alternate
 * screen, scrolling region, insertion, line drawing, keypad, mouse, focus, pastes, colours, cursor, wrapping. The
 * cursor stays where that program left it, so that the shell's prompt will come after its last words: hence 47 and
 * not 1049, which would return it to where it was before.
 */
const cleanSequence =
  '\x1b[?47l\x1b7\x1b[r\x1b8\x1b[4l\x1b(B\x0f\x1b[?1l\x1b>' +
  '\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1004l\x1b[?2004l' +
  '\x1b[0m\x1b[?25h\x1b[?7h';

/** Takes the terminal's modes, and restores them. When to do so is up to the session. */
export class TerminalModes {
  readonly #ports: Pick<SessionPorts, 'input' | 'output' | 'title' | 'mouse' | 'noProgress' | 'writeNow'>;
  #held = false;

  constructor(ports: Pick<SessionPorts, 'input' | 'output' | 'title' | 'mouse' | 'noProgress' | 'writeNow'>) {
    this.#ports = ports;
  }

  /** Raw keys and a blank alternate screen. */
  take(): void {
    const { input, output, title, mouse = false } = this.#ports;
    // Raw mode first: in the background the system stops us right here, before anything is written to the shell's
    // screen.
    input.setRawMode?.(true);
    // If we had the terminal all along, the title to restore is already saved.
    const keepTitle = title && !this.#held;
    this.#held = true;
    // A program that was started on this terminal has made reads and writes block again.
    input._handle?.setBlocking?.(false);
    output._handle?.setBlocking?.(false);
    output.write(enterSequence({ title: keepTitle, mouse }));
    input.resume();
  }

  /** Sets again what another program has changed: raw mode is only set again by turning it off and on. */
  retake(): void {
    this.#ports.input.setRawMode?.(false);
    this.take();
  }

  /** Restores everything before it returns; keys are no longer read. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    const { input, output, writeNow } = this.#ports;
    writeNow(output.fd, leaveSequence(this.#ports));
    output._handle?.setBlocking?.(true);
    input.setRawMode?.(false);
    input.pause();
  }

  /** Undoes what another program may have done to the screen. */
  clean(): void {
    this.#ports.writeNow(this.#ports.output.fd, cleanSequence);
  }
}

/** What the borrower of the terminal must know. */
export interface TerminalLease {
  /** Aborted when the process is about to end: end what you run, at once. */
  readonly recalled: AbortSignal;
  /**
   * Stops this process and its group, as Ctrl-Z does. To be called when what you run was stopped alone, so that
   * nobody would answer the operator's keys. Returns when continued, or at once if nobody could continue us.
   */
  stop(): void;
}

/** A terminal that is lent out until the borrower is done. */
export class OpenLease implements TerminalLease {
  readonly #ports: Pick<SessionPorts, 'host' | 'output' | 'after' | 'isTerminal'>;
  readonly #onVanished: () => void;
  readonly #recall = new AbortController();
  #cancelLook: () => void = () => undefined;
  #returned: Promise<unknown> = Promise.resolve();

  constructor(ports: Pick<SessionPorts, 'host' | 'output' | 'after' | 'isTerminal'>, onVanished: () => void) {
    this.#ports = ports;
    this.#onVanished = onVanished;
  }

  get recalled(): AbortSignal {
    return this.#recall.signal;
  }

  /** Resolves when the borrower is done, successfully or not. */
  get returned(): Promise<void> {
    return this.#returned.then(
      () => undefined,
      () => undefined,
    );
  }

  async hand<T>(run: (lease: TerminalLease) => Promise<T>): Promise<T> {
    this.#look();
    // Node stops reading keys only a turn after it was told to.
    const running = new Promise(setImmediate).then(() => run(this));
    this.#returned = running;
    try {
      return await running;
    } finally {
      this.#cancelLook();
    }
  }

  recall(): void {
    this.#recall.abort();
  }

  stop(): void {
    this.#ports.host.kill(0, 'SIGTSTP');
  }

  /** We don't read anything in the meantime, and so wouldn't notice that the terminal is gone. */
  #look(): void {
    this.#cancelLook = this.#ports.after(leaseIntervalMs, () => {
      if (this.#ports.isTerminal(this.#ports.output.fd)) this.#look();
      else this.#onVanished();
    });
  }
}
