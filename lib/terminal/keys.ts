import type { After } from '../clock.js';
import {
  applicationKey,
  characterKey,
  consoleKey,
  controlSequenceKey,
  type MouseReport,
  mouseReport,
} from './key-names.js';

/** Receives what was typed. */
export interface KeyListener {
  /** A key by its name: `j`, `G`, `?`, `Down`, `PageUp`, `Enter`, `Escape`, `Space`, `Shift-Tab`, `Ctrl-d`, `F1`. */
  key(name: string): void;
  /** Pasted text, whole and unsanitised, if the terminal brackets pastes. Never delivered as keys. */
  paste?(text: string): void;
  /** The terminal's window or pane has gained or lost the focus. */
  focus?(focused: boolean): void;
  /** The left button was pressed, or the wheel turned. */
  mouse?(report: MouseReport): void;
}

/** The decoder's position in a sequence. */
type KeyState =
  | { readonly kind: 'ground' }
  | { readonly kind: 'escape' }
  /** After `ESC O`. */
  | { readonly kind: 'application' }
  /** After `CSI [`, the Linux console's function keys. */
  | { readonly kind: 'console' }
  | { readonly kind: 'control'; readonly collected: string }
  /** Inside an old mouse report, of which this many bytes are left. */
  | { readonly kind: 'mouse'; readonly left: number }
  /** A reply in string form (OSC, DCS, APC, PM, SOS), up to BEL or ESC \. */
  | {
      readonly kind: 'string';
      readonly introducer: string;
      readonly length: number;
      readonly escaped: boolean;
    }
  /** Pasted text so far, and how many characters of its end mark have been seen. */
  | { readonly kind: 'paste'; readonly text: string; readonly ended: number }
  /**
   * After an Escape that has acted: `text` came since, and may be the rest of a sequence, which is in state `inner`. If it
   * is none, it `acts` as keys, unless it already has.
   */
  | { readonly kind: 'late'; readonly text: string; readonly inner: KeyState; readonly acts: boolean };

/** The state between keys. */
const groundState: KeyState = { kind: 'ground' };

/** No sequence with as many characters is a key. */
const maxParameters = 64;
const maxPaste = 65_536;
const pasteEnd = '\x1b[201~';
/** Ctrl-C: it counts wherever it comes, also where the end of a sequence was lost. */
const interrupt = '\x03';

type Kind = KeyState['kind'];
type Step<K extends Kind> = (
  state: Extract<KeyState, { kind: K }>,
  character: string,
  listener: KeyListener,
) => KeyState;
type Flush<K extends Kind> = (state: Extract<KeyState, { kind: K }>, listener: KeyListener) => KeyState;

/**
 * What follows Escape in the sequences that terminals send, and every beginning of that. A person may have typed it too,
 * so it is narrower than what is decoded right after Escape: no SOS and PM, which no terminal sends.
 */
const rest = new RegExp(
  `^(?:${[
    // CSI: the Linux console's F1 to F5, keys and focus, keys and reports with parameters, replies, mouse.
    '\\[(?:\\[[A-E]?|[A-FHIMO-SZa-d]|[\\d;:]+[A-FHMP-SZ~$^@uctxnyR]?|\\?[\\d;]*(?:\\$y?|[cnuRS])?|<[\\d;]*[Mm]?|>[\\d;]*[cmu]?)?',
    // SS3.
    'O[A-FHMP-SXa-dj-y]?',
    // OSC, DCS and APC, as far as it takes to tell them from typing.
    '\\](?:\\d+;?)?',
    'P(?:[>!]\\|?|\\d[$+]?)?',
    '_G?',
  ].join('|')})$`,
);
/** After these the rest of a string is certainly one. */
const certainString = /^(?:\]\d+;|P[>!]\||P\d[$+]|_G)$/;
/** As much of a held sequence may have been typed: more than its first two characters is taken for a sequence. */
const mostTyped = 2;

const steps: { readonly [K in Kind]: Step<K> } = {
  ground: (_, character, listener) => fromGround(character, listener),
  escape: (_, character, listener) => {
    if (character === '[') return { kind: 'control', collected: '' };
    if (character === 'O') return { kind: 'application' };
    if (']P_^X'.includes(character))
      return { kind: 'string', introducer: character, length: 0, escaped: false };
    // Alt sends the same; no key of ours has it, and under load the two may come together.
    listener.key('Escape');
    return fromGround(character, listener);
  },
  application: (_, character, listener) =>
    interrupts(character) ? fromGround(character, listener) : emit(applicationKey(character), listener),
  console: (_, character, listener) =>
    interrupts(character) ? fromGround(character, listener) : emit(consoleKey(character), listener),
  control: ({ collected }, character, listener) => {
    if (collected === '' && character === '[') return { kind: 'console' };
    if (collected === '' && character === 'M') return { kind: 'mouse', left: 3 };
    if (collected === '200' && character === '~') return { kind: 'paste', text: '', ended: 0 };
    if (collected === '' && (character === 'I' || character === 'O')) {
      listener.focus?.(character === 'I');
      return groundState;
    }
    if (endsControl(collected, character)) {
      const [, prefix = '', parameters = ''] = /^([<=>?]?)(.*)$/s.exec(collected) ?? [];
      const report = prefix === '<' && character === 'M' ? mouseReport(parameters) : null;
      if (report !== null) listener.mouse?.(report);
      const isTooLong = collected.length >= maxParameters;
      return emit(isTooLong ? null : controlSequenceKey(prefix, parameters, character), listener);
    }
    // Not a parameter: either it was no sequence, or Escape begins another one. This character is a key of its
    // own.
    if (character < ' ' || character > '?') return fromGround(character, listener);
    // What is longer than any is dropped up to its end.
    return { kind: 'control', collected: (collected + character).slice(0, maxParameters) };
  },
  mouse: ({ left }, character, listener) => {
    if (character === interrupt) return fromGround(character, listener);
    return left > 1 ? { kind: 'mouse', left: left - 1 } : groundState;
  },
  string: (state, character, listener) => {
    if (character === interrupt) return fromGround(character, listener);
    if (character === '\x07' || (state.escaped && character === '\\')) return groundState;
    if (state.escaped) return steps.escape({ kind: 'escape' }, character, listener);
    if (character === '\x18' || character === '\x1a') return groundState;
    return { ...state, length: state.length + 1, escaped: character === '\x1b' };
  },
  paste: (state, character, listener) => {
    const { text, ended } = state;
    if (character === interrupt) {
      // What follows is pasted still, and must not act as keys.
      listener.key('Ctrl-c');
      return state;
    }
    if (character === pasteEnd[ended]) {
      if (ended + 1 < pasteEnd.length) return { kind: 'paste', text, ended: ended + 1 };
      listener.paste?.(text);
      return groundState;
    }
    // It wasn't the end mark, so it is text; only an Escape can start the mark again.
    const begins = character === pasteEnd[0];
    const more = pasteEnd.slice(0, ended) + (begins ? '' : character);
    return { kind: 'paste', text: text.length < maxPaste ? text + more : text, ended: begins ? 1 : 0 };
  },
  late: (state, character, listener) => {
    const { text, inner, acts } = state;
    // What is longer than any sequence is looked through once.
    const parameters = inner.kind === 'control' ? /[\d;:]/ : /\d/;
    if (text.length >= maxParameters && parameters.test(character)) return state;
    const held = text + character;
    if (!rest.test(held)) {
      flushes.late(state, listener);
      const isSwallowed = text.length > mostTyped && !interrupts(character);
      return isSwallowed ? groundState : fromGround(character, listener);
    }
    // Pastes and focus still count; the Escape has acted in place of a key, and may have changed what the mouse was on.
    const next = step(inner, character, { ...listener, key: () => undefined, mouse: () => undefined });
    const isCertain =
      next.kind === 'paste' ||
      next.kind === 'mouse' ||
      next.kind === 'ground' ||
      (next.kind === 'string' && certainString.test(held));
    return isCertain ? next : { kind: 'late', text: held, inner: next, acts };
  },
};

/** Whether all of what is held may have been typed. */
function isTyped({ text, acts }: Extract<KeyState, { kind: 'late' }>): boolean {
  return acts && text.length <= mostTyped;
}

const flushes: { readonly [K in Kind]: Flush<K> } = {
  ground: () => groundState,
  escape: (state, listener) => {
    listener.key('Escape');
    return { kind: 'late', text: '', inner: state, acts: true };
  },
  application: (state, listener) => asTyped('O', state, listener),
  console: () => groundState,
  control: (state, listener) => (state.collected === '' ? asTyped('[', state, listener) : groundState),
  mouse: () => groundState,
  string: (state, listener) =>
    state.length === 0 ? asTyped(state.introducer, state, listener) : groundState,
  paste: ({ text }, listener) => {
    listener.paste?.(text);
    return groundState;
  },
  late: (state, listener) => {
    if (isTyped(state)) for (const character of state.text) emit(characterKey(character), listener);
    return groundState;
  },
};

/** A sequence that ends after its second character acts as Escape and that one, though its rest may still come. */
function asTyped(character: string, inner: KeyState, listener: KeyListener): KeyState {
  listener.key('Escape');
  emit(characterKey(character), listener);
  return { kind: 'late', text: character, inner, acts: false };
}

/** Takes one character in a state, delivers what it completes, and returns the next state. */
function step(state: KeyState, character: string, listener: KeyListener): KeyState {
  // Each kind's entry takes a state of that kind, which the compiler can't follow by itself.
  return (steps[state.kind] as Step<Kind>)(state, character, listener);
}

/** Delivers what a state holds as if nothing more came, and returns the state in which its rest may still come. */
function flush(state: KeyState, listener: KeyListener): KeyState {
  return (flushes[state.kind] as Flush<Kind>)(state, listener);
}

function fromGround(character: string, listener: KeyListener): KeyState {
  return character === '\x1b' ? { kind: 'escape' } : emit(characterKey(character), listener);
}

function emit(key: string | null, listener: KeyListener): KeyState {
  if (key !== null) listener.key(key);
  return groundState;
}

/** A control character is never part of a short sequence: Escape begins a new one, others are keys of their own. */
function interrupts(character: string): boolean {
  return character < ' ' || character === '\x7f';
}

/** ECMA-48: 0x40 to 0x7e; and rxvt's `$`, which is a final byte only right after a number. */
function endsControl(collected: string, character: string): boolean {
  return (character >= '@' && character <= '~') || (character === '$' && /^\d+$/.test(collected));
}

/** How long the rest of a sequence may take before a lone Escape counts as the Escape key, in milliseconds. */
export const escapeDelayMs = 50;
/** How long to wait for the rest of what may have been typed: two characters of which nothing more follows, in milliseconds. */
export const heldDelayMs = 500;
/**
 * How long to wait for the rest of what nobody would type, pastes among it, and for the rest after Escape has acted: slow lines may take this
 * long to finish it. What was lost on the way must not swallow keys for ever. In milliseconds.
 */
export const sequenceDelayMs = 5_000;

/**
 * Turns the bytes of a terminal into keys. Sequences and UTF-8 are assembled across chunks, so it doesn't matter
 * where the system cut them, nor how long the pieces take: the rest of a sequence never acts as keys (behaviour 7). Mouse reports, focus changes, replies and unknown sequences are swallowed, without
 * affecting what is around them. Escape with a character right behind it is both, as Alt sends it, too.
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
    this.#await();
  }

  /**
   * Ends an open sequence as if nothing more came: a lone Escape is delivered as a key, what can't be one is dropped. The
   * rest of it is still no key.
   */
  flush(): void {
    this.#stopTimer();
    const before = this.#state;
    this.#state = groundState;
    const after = flush(before, this.#listener);
    this.#state = after;
    this.#await();
  }

  #await(): void {
    if (this.#state.kind !== 'ground') this.#cancel = this.#after(delayOf(this.#state), () => this.flush());
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
    else if (byte === 0x9b) this.#begin({ kind: 'control', collected: '' });
    else if (byte === 0x8f) this.#begin({ kind: 'application' });
  }

  /** Within another sequence these bytes begin none. */
  #begin(state: KeyState): void {
    if (this.#state.kind === 'late') flush(this.#state, this.#listener);
    else if (this.#state.kind !== 'ground') return;
    this.#state = state;
  }

  #character(character: string): void {
    if (character !== '') this.#state = step(this.#state, character, this.#listener);
  }
}

function delayOf(state: KeyState): number {
  switch (state.kind) {
    case 'escape':
      return escapeDelayMs;
    case 'application':
      return heldDelayMs;
    case 'control':
      return state.collected === '' ? heldDelayMs : sequenceDelayMs;
    case 'string':
      return state.length === 0 ? heldDelayMs : sequenceDelayMs;
    case 'late':
      return state.text !== '' && isTyped(state) ? heldDelayMs : sequenceDelayMs;
    default:
      return sequenceDelayMs;
  }
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
