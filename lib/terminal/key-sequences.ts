import { applicationKey, characterKey, consoleKey, controlSequenceKey } from './key-names.js';

/** Receives what was typed. */
export interface KeyListener {
  /** A key by its name: `j`, `G`, `?`, `Down`, `PageUp`, `Enter`, `Escape`, `Space`, `Shift-Tab`, `Ctrl-d`, `F1`. */
  key(name: string): void;
  /** Pasted text, whole and unsanitised, if the terminal brackets pastes. Never delivered as keys. */
  paste?(text: string): void;
  /** The terminal's window or pane has gained or lost the focus. */
  focus?(focused: boolean): void;
}

/** The decoder's position in a sequence. */
export type KeyState =
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
  | { readonly kind: 'paste'; readonly text: string; readonly ended: number };

/** The state between keys. */
export const groundState: KeyState = { kind: 'ground' };

const maxSequence = 4_096;
const maxPaste = 65_536;
const pasteEnd = '\x1b[201~';

type Kind = KeyState['kind'];
type Step<K extends Kind> = (
  state: Extract<KeyState, { kind: K }>,
  character: string,
  listener: KeyListener,
) => KeyState;
type Flush<K extends Kind> = (state: Extract<KeyState, { kind: K }>, listener: KeyListener) => void;

const steps: { readonly [K in Kind]: Step<K> } = {
  ground: (_, character, listener) => fromGround(character, listener),
  escape: (_, character, listener) => {
    if (character === '[') return { kind: 'control', collected: '' };
    if (character === 'O') return { kind: 'application' };
    if (']P_^X'.includes(character))
      return { kind: 'string', introducer: character, length: 0, escaped: false };
    if (interrupts(character)) {
      listener.key('Escape');
      return fromGround(character, listener);
    }
    return emit(withAlt(character), listener);
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
      return emit(controlSequenceKey(prefix, parameters, character), listener);
    }
    // Not a parameter: either it was no sequence, or Escape begins another one. This character is a key of its
    // own.
    if (character < ' ' || character > '?' || collected.length >= maxSequence)
      return fromGround(character, listener);
    return { kind: 'control', collected: collected + character };
  },
  mouse: ({ left }) => (left > 1 ? { kind: 'mouse', left: left - 1 } : groundState),
  string: (state, character, listener) => {
    if (character === '\x07' || (state.escaped && character === '\\')) return groundState;
    if (state.escaped) return steps.escape({ kind: 'escape' }, character, listener);
    if (character === '\x18' || character === '\x1a' || state.length >= maxSequence) return groundState;
    return { ...state, length: state.length + 1, escaped: character === '\x1b' };
  },
  paste: ({ text, ended }, character, listener) => {
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
};

const flushes: { readonly [K in Kind]: Flush<K> } = {
  ground: () => undefined,
  escape: (_, listener) => listener.key('Escape'),
  application: (_, listener) => listener.key('Alt-O'),
  console: () => undefined,
  control: ({ collected }, listener) => void emit(collected === '' ? 'Alt-[' : null, listener),
  mouse: () => undefined,
  string: ({ length, introducer }, listener) =>
    void emit(length === 0 ? withAlt(introducer) : null, listener),
  paste: ({ text }, listener) => listener.paste?.(text),
};

/** Takes one character in a state, delivers what it completes, and returns the next state. */
export function step(state: KeyState, character: string, listener: KeyListener): KeyState {
  // Each kind's entry takes a state of that kind, which the compiler can't follow by itself.
  return (steps[state.kind] as Step<Kind>)(state, character, listener);
}

/**
 * Ends an open sequence as if nothing more came: a lone Escape is delivered as a key, anything that can't be a key
 * is dropped.
 */
export function flush(state: KeyState, listener: KeyListener): void {
  (flushes[state.kind] as Flush<Kind>)(state, listener);
}

function fromGround(character: string, listener: KeyListener): KeyState {
  return character === '\x1b' ? { kind: 'escape' } : emit(characterKey(character), listener);
}

function emit(key: string | null, listener: KeyListener): KeyState {
  if (key !== null) listener.key(key);
  return groundState;
}

/** Alt sends Escape before the character, in one go. */
function withAlt(character: string): string | null {
  const key = characterKey(character);
  return key === null ? null : `Alt-${key}`;
}

/** A control character is never part of a short sequence: Escape begins a new one, others are keys of their own. */
function interrupts(character: string): boolean {
  return character < ' ' || character === '\x7f';
}

/** ECMA-48: 0x40 to 0x7e; and rxvt's `$`, which is a final byte only right after a number. */
function endsControl(collected: string, character: string): boolean {
  return (character >= '@' && character <= '~') || (character === '$' && /^\d+$/.test(collected));
}
