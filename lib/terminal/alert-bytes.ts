import type { Environment } from './capabilities.js';
import { passedOn } from './clipboard-route.js';

/** How the operator wants to be told of new failures. */
export interface AlertChoices {
  readonly bell: boolean;
  /** A notification of the desktop as well, where the terminal passes one on. */
  readonly notify: boolean;
}

/**
 * What to write so that the operator hears of something: a bell, which tmux also marks the window with, and a
 * notification (OSC 9), which one who looks at the screen doesn't need. `focused` is null where the terminal doesn't
 * say. A text with a control character in it is not sent.
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
