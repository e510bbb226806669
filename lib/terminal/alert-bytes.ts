import type { Environment } from './capabilities.js';
import { passedOn } from './clipboard-route.js';

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
