import type { After } from '../clock.js';
import { flush, groundState, type KeyListener, type KeyState, step } from './key-sequences.js';

export type { KeyListener } from './key-sequences.js';

/** How long the rest of a sequence may take before a lone Escape counts as the Escape key, in milliseconds. */
export const escapeDelayMs = 50;
/** The same for a sequence that nobody would type: slow lines may take this long to finish it, in milliseconds. */
export const sequenceDelayMs = 500;
/** A paste whose end was lost must not swallow keys for ever. In milliseconds. */
export const pasteDelayMs = 2_000;

/**
 * Turns the bytes of a terminal into keys. Sequences and UTF-8 are assembled across chunks, so it doesn't matter
 * where the system cut them. Mouse reports, focus changes, replies and unknown sequences are swallowed, without
 * affecting what is around them. Escape with a character right behind it is that character with Alt; a control
 * character behind it is a key of its own.
 */
export class KeyDecoder {
  readonly #listener: KeyListener;
  readonly #after: After;
  #cancel: (() => void) | null = null;
  #state: KeyState = groundState;
  /** Bytes of an unfinished UTF-8 character. */
  #partial: number[] = [];

  constructor(listener: KeyListener, after: After) {
    this.#listener = listener;
    this.#after = after;
  }

  /**
   * Takes the next bytes; keys are delivered before it returns, except for a sequence that is still open at the
   * end.
   */
  feed(chunk: Uint8Array): void {
    this.#stopTimer();
    for (const byte of chunk) this.#byte(byte);
    if (this.#state.kind !== 'ground') {
      this.#cancel = this.#after(delayOf(this.#state), () => this.flush());
    }
  }

  /**
   * Ends an open sequence as if nothing more came: a lone Escape is delivered as a key, anything else is dropped.
   */
  flush(): void {
    const state = this.#state;
    this.close();
    flush(state, this.#listener);
  }

  /** Drops an open sequence and stops its timer. */
  close(): void {
    this.#stopTimer();
    this.#state = groundState;
    this.#partial = [];
  }

  #stopTimer(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #byte(byte: number): void {
    // An old mouse report encodes its values from 32 up, so its bytes may look like text.
    if (this.#state.kind === 'mouse') {
      this.#character(String.fromCharCode(byte));
      return;
    }
    const expected = lengthOf(this.#partial[0]);
    if (expected > 0 && (byte & 0xc0) === 0x80) {
      this.#partial.push(byte);
      if (this.#partial.length === expected) this.#character(decode(this.#partial.splice(0)));
      return;
    }
    // A UTF-8 character that was not continued is dropped; the byte after it is kept.
    this.#partial = lengthOf(byte) > 0 ? [byte] : [];
    if (byte < 0x80) this.#character(String.fromCharCode(byte));
    // The 8-bit forms of CSI and SS3, as sent by a VT220 in its own mode.
    else if (byte === 0x9b && this.#state.kind === 'ground') this.#state = { kind: 'control', collected: '' };
    else if (byte === 0x8f && this.#state.kind === 'ground') this.#state = { kind: 'application' };
  }

  #character(character: string): void {
    if (character !== '') this.#state = step(this.#state, character, this.#listener);
  }
}

function delayOf(state: KeyState): number {
  if (state.kind === 'escape') return escapeDelayMs;
  return state.kind === 'paste' ? pasteDelayMs : sequenceDelayMs;
}

/** How many bytes a UTF-8 character has, by its first one; 0 for ASCII and for bytes that can't be first. */
function lengthOf(first: number | undefined): number {
  if (first === undefined || first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Empty for overlong forms and surrogates: they aren't characters, and so not keys. */
function decode(bytes: readonly number[]): string {
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return '';
  }
}
