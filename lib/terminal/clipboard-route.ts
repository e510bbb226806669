import type { Environment } from './capabilities.js';
import { clipboardSequence, screenSwallows, throughScreen, throughTmux } from './osc52.js';

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
export function passedOn(plain: string, environment: Environment): string {
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
