import { cleanSequence, enterSequence, leaveSequence } from './modes.js';
import type { SessionPorts } from './session-ports.js';

/** Takes hold of the terminal's modes and lets go of them. When to do so is the session's affair. */
export class TerminalModes {
  readonly #ports: Pick<SessionPorts, 'input' | 'output' | 'title' | 'writeNow'>;
  #held = false;

  constructor(ports: Pick<SessionPorts, 'input' | 'output' | 'title' | 'writeNow'>) {
    this.#ports = ports;
  }

  /** Raw keys and a blank alternate screen. */
  take(): void {
    const { input, output, title } = this.#ports;
    // Raw mode first: in the background the system stops us right here, before a byte is on the shell's screen.
    input.setRawMode?.(true);
    // Where it was ours all along, the title that is to come back is kept already.
    const keepTitle = title && !this.#held;
    this.#held = true;
    // A program that was started on this terminal has made both ends wait.
    input._handle?.setBlocking?.(false);
    output._handle?.setBlocking?.(false);
    output.write(enterSequence({ title: keepTitle }));
    input.resume();
  }

  /** Takes again what was changed behind our back: only off and on sets raw mode again. */
  retake(): void {
    this.#ports.input.setRawMode?.(false);
    this.take();
  }

  /** All as it was before, when this returns; keys are read no more. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    const { input, output, title, writeNow } = this.#ports;
    writeNow(output.fd, leaveSequence({ title }));
    output._handle?.setBlocking?.(true);
    input.setRawMode?.(false);
    input.pause();
  }

  /** Undoes on the screen's side what another program may have left behind. */
  clean(): void {
    this.#ports.writeNow(this.#ports.output.fd, cleanSequence);
  }
}
