import { cleanSequence, enterSequence, leaveSequence } from './modes.js';
import type { SessionPorts } from './session-ports.js';

/** Takes the terminal's modes, and restores them. When to do so is up to the session. */
export class TerminalModes {
  readonly #ports: Pick<SessionPorts, 'input' | 'output' | 'title' | 'writeNow'>;
  #held = false;

  constructor(ports: Pick<SessionPorts, 'input' | 'output' | 'title' | 'writeNow'>) {
    this.#ports = ports;
  }

  /** Raw keys and a blank alternate screen. */
  take(): void {
    const { input, output, title } = this.#ports;
    // Raw mode first: in the background the system stops us right here, before anything is written to the shell's
    // screen.
    input.setRawMode?.(true);
    // If we had the terminal all along, the title to restore is already saved.
    const keepTitle = title && !this.#held;
    this.#held = true;
    // A program that was started on this terminal has made reads and writes block again.
    input._handle?.setBlocking?.(false);
    output._handle?.setBlocking?.(false);
    output.write(enterSequence({ title: keepTitle }));
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
    const { input, output, title, writeNow } = this.#ports;
    writeNow(output.fd, leaveSequence({ title }));
    output._handle?.setBlocking?.(true);
    input.setRawMode?.(false);
    input.pause();
  }

  /** Undoes what another program may have done to the screen. */
  clean(): void {
    this.#ports.writeNow(this.#ports.output.fd, cleanSequence);
  }
}
