import type { Environment } from '../capabilities.js';

/**
 * Terminals take sequences of at most 100,000 bytes: 8 around the text, and 99,992 of base64, which is this many
 * bytes of text.
 */
export const clipboardLimit = 74_994;

/**
 * GNU screen keeps 768 bytes of a string and prints what comes after them. The framing of a chunk takes four of
 * them.
 */
const screenString = 768 - 4;

/** Whether a text is short enough to be sent through a terminal. */
export function fitsTerminal(text: string): boolean {
  return Buffer.byteLength(text) <= clipboardLimit;
}

/**
 * Asks a terminal to take a text into its clipboard. Whatever the text is, its encoding is plain ASCII. The
 * sequence ends with BEL: the alternative, ESC \, would end the strings that multiplexers need around it.
 */
function clipboardSequence(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}

/** Wrapped so that tmux passes it unchanged to its own terminal, if `allow-passthrough` is on. */
function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
}

/** Wrapped so that GNU screen passes it unchanged to its own terminal, chunk by chunk. */
function throughScreen(sequence: string): string {
  let chunks = '';
  for (let start = 0; start < sequence.length; start += screenString) {
    chunks += `\x1bP${sequence.slice(start, start + screenString)}\x1b\\`;
  }
  return chunks;
}

/** Whether GNU screen swallows an unwrapped sequence, instead of printing its end. */
function screenSwallows(sequence: string): boolean {
  return sequence.length <= screenString;
}

/** Terminals that would print what they don't understand, or have no clipboard. */
const withoutClipboard = /^(|dumb|none|emacs|eterm.*|linux.*|con\d.*|cons.*|vt\d.*|ansi.*|sun.*|cygwin)$/;

/** Whether the dashboard runs in a tmux that it can reach. */
export function insideTmux(environment: Environment): boolean {
  return isSet(environment.TMUX);
}

/**
 * What to write so that a text reaches the operator's terminal, if there is no tmux that could be asked to do it.
 * Empty if nothing should be written. The innermost multiplexer matters, because it is the one that reads the bytes:
 *
 * - TMUX alone: an old tmux (below 3.2), which passes wrapped bytes on by default.
 * - STY, with or without TMUX: one may run in the other, and the environment is the same both ways. So the form for
 *   screen: tmux swallows it whole, while screen would print the form for tmux.
 * - TERM says tmux, and there is no TMUX: a tmux at the other end of SSH. It takes the plain form if
 *   `set-clipboard` is on, and the wrapped one if `allow-passthrough` is; otherwise it swallows both.
 * - TERM says screen, and there is no STY: either of them at the other end of SSH. The form for screen, and, since
 *   tmux swallows that, the plain one too if it is short enough for screen to swallow it.
 */
export function terminalBytes(text: string, environment: Environment): string {
  return passedOn(clipboardSequence(text), environment);
}

/** A sequence for the operator's own terminal in all forms that may get it there; see {@link terminalBytes}. */
function passedOn(plain: string, environment: Environment): string {
  const term = (environment.TERM ?? '').toLowerCase();
  if (isSet(environment.STY)) return throughScreen(plain);
  if (insideTmux(environment)) return throughTmux(plain);
  if (withoutClipboard.test(term)) return '';
  return formsFor(term, plain);
}

/**
 * What to write once tmux has taken the text. Tmux itself sends it on to its own terminal; if that is another
 * multiplexer, which may ignore it, these bytes bypass both, if tmux allows it. `clientTerm` is the TERM of tmux's
 * client, empty if none is attached.
 */
export function bytesPastTmux(text: string, clientTerm: string, environment: Environment): string {
  const outer = clientTerm.toLowerCase();
  const nested = isSet(environment.STY) ? outer.startsWith('screen') : /^(tmux|screen)/.test(outer);
  if (!nested) return '';
  const plain = clipboardSequence(text);
  return throughTmux(isSet(environment.STY) ? throughScreen(plain) : formsFor(outer, plain));
}

function formsFor(term: string, plain: string): string {
  if (term.startsWith('tmux')) return plain + throughTmux(plain);
  if (!term.startsWith('screen')) return plain;
  return throughScreen(plain) + (screenSwallows(plain) ? plain : '');
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

const progressStates = { share: 1, failed: 2, busy: 3 } as const;

/**
 * Tells the operator's terminal how far everything has come (OSC 9;4), to show it in its tab or the taskbar; null clears
 * that. Tmux from 3.7 on reads it itself, and passes it on only if it is wrapped.
 */
export function progressBytes(
  progress: { readonly kind: keyof typeof progressStates; readonly percent: number } | null,
  environment: Environment,
): string {
  const percent = Math.min(100, Math.max(0, Math.round(progress?.percent ?? 0))) || 0;
  const state = progress === null ? '0' : `${progressStates[progress.kind]};${percent}`;
  const plain = `\x1b]9;4;${state}\x07`;
  const isInTmuxAlone = insideTmux(environment) && !isSet(environment.STY);
  return `${isInTmuxAlone ? plain : ''}${passedOn(plain, environment)}`;
}

/** How the operator wants to be alerted to new failures. */
export interface AlertChoices {
  readonly bell: boolean;
  /** Also send a desktop notification, if the terminal passes it on. */
  readonly notify: boolean;
}

/**
 * What to write to alert the operator: a bell, for which tmux also marks the window, and a notification (OSC 9), which
 * an operator who is looking at the screen doesn't need. `focused` is null if the terminal doesn't report its focus. A
 * text with a control character in it is not sent.
 */
export function alertBytes(
  text: string,
  choices: AlertChoices,
  focused: boolean | null,
  environment: Environment,
): string {
  const bell = choices.bell ? '\x07' : '';
  if (!choices.notify || focused === true || /\p{Cc}/u.test(text)) return bell;
  return bell + passedOn(`\x1b]9;${text}\x07`, environment);
}
