import type { Environment } from './capabilities.js';
import { bytesPastTmux, insideTmux, terminalBytes } from './clipboard-route.js';
import { copyToDesktop, hasDesktop } from './desktop-clipboard.js';
import { fitsTerminal } from './osc52.js';
import { pasteable } from './pasteable.js';
import type { RunProcess } from './run-process.js';

/** The parts of the world that copying uses. */
export interface ClipboardWorld {
  readonly environment: Environment;
  readonly platform: string;
  /** Writes to the terminal, between two pictures: `TerminalSession.write`. */
  readonly write: (bytes: string) => unknown;
  readonly run: RunProcess;
  /**
   * Puts a text on the desktop's clipboard; false if that failed. `copyToDesktop` unless a spec says otherwise.
   */
  readonly desktop?: typeof copyToDesktop;
}

/**
 * Where a text can be sent: tmux's buffer (and from there to its terminal), the terminal's clipboard, the
 * desktop's.
 */
export type ClipboardKind = 'tmux' | 'terminal' | 'desktop';

/** What was sent where. A terminal never answers, so `terminal` means that it was asked to, not that it did. */
export interface CopyReport {
  readonly sent: readonly ClipboardKind[];
  /** The text was too long for a terminal, so it wasn't sent that way. */
  readonly tooLong: boolean;
  /** The parts of the text that weren't sent, such as `2 line breaks`; see {@link pasteable}. */
  readonly lost: readonly string[];
  /** What went wrong, in plain words of our own. */
  readonly failures: readonly string[];
}

/** The parts run at the same time, and each gives up after this many milliseconds. */
const withinMs = { tmux: 400, desktop: 700 } as const;

/**
 * Sends the part of a text that may be pasted to every available clipboard. Takes less than a second, and never
 * rejects.
 */
export async function copyText(whole: string, world: ClipboardWorld): Promise<CopyReport> {
  const { text, lost } = pasteable(whole);
  if (text.trim() === '') return { sent: [], tooLong: false, lost, failures: ['there is nothing to copy'] };
  const parts = await Promise.all([sendToTerminal(text, world), sendToDesktop(text, world)]);
  return {
    sent: parts.flatMap((part) => part.sent),
    tooLong: !fitsTerminal(text),
    lost,
    failures: parts.flatMap((part) => part.failures),
  };
}

/** Where a text was sent, in plain words to go after "sent"; if it was sent nowhere, why. */
export function copySentence({ sent, tooLong, lost, failures }: CopyReport): string {
  const [last, ...others] = sent.map((kind) => names[kind]).reverse();
  if (last === undefined) {
    const reasons = tooLong ? [tooLongWords, ...failures] : failures;
    return reasons.join(', ') || 'this terminal has no clipboard to send it to';
  }
  const all = others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
  const without = lost.length === 0 ? '' : ` without ${lost.join(', ')}`;
  return `to ${all}${without}${tooLong ? ` (${tooLongWords})` : ''}`;
}

const tooLongWords = 'too long for the terminal';
const names: Readonly<Record<ClipboardKind, string>> = {
  tmux: 'tmux',
  terminal: 'the terminal',
  desktop: 'the desktop',
};

type Part = Pick<CopyReport, 'sent' | 'failures'>;
const nothing: Part = { sent: [], failures: [] };

async function sendToTerminal(text: string, world: ClipboardWorld): Promise<Part> {
  const fits = fitsTerminal(text);
  let failures: readonly string[] = [];
  if (insideTmux(world.environment)) {
    const answer = await loadBuffer(text, fits, world);
    if (answer.kind === 'taken') {
      if (fits) write(bytesPastTmux(text, answer.clientTerm, world.environment), world);
      return { sent: ['tmux'], failures };
    }
    failures = [answer.reason];
  }
  const sent = fits && write(terminalBytes(text, world.environment), world);
  return { sent: sent ? ['terminal'] : [], failures };
}

function write(bytes: string, { write }: ClipboardWorld): boolean {
  if (bytes === '') return false;
  write(bytes);
  return true;
}

type TmuxAnswer =
  | { readonly kind: 'taken'; readonly clientTerm: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * tmux's own command works under every `set-clipboard`, while by default tmux ignores what a pane asks for. A text
 * that a terminal can't take isn't passed on to it, but tmux may keep it.
 */
async function loadBuffer(text: string, passOn: boolean, world: ClipboardWorld): Promise<TmuxAnswer> {
  const ended = await world.run({
    program: 'tmux',
    args: [
      ...['load-buffer', ...(passOn ? ['-w'] : []), '-', ';'],
      ...['display-message', '-p', '#{client_termname}'],
    ],
    environment: world.environment,
    input: text,
    within: withinMs.tmux,
  });
  switch (ended.kind) {
    case 'exited':
      return ended.code === 0
        ? { kind: 'taken', clientTerm: ended.output.trim() }
        : { kind: 'refused', reason: 'tmux refused it' };
    case 'absent':
      return { kind: 'refused', reason: 'tmux could not be started' };
    case 'late':
      return { kind: 'refused', reason: 'tmux did not answer' };
  }
}

async function sendToDesktop(text: string, world: ClipboardWorld): Promise<Part> {
  const { environment, platform, run, desktop = copyToDesktop } = world;
  if (!hasDesktop(environment, platform)) return nothing;
  const copied = await desktop(text, { environment, run, within: withinMs.desktop }).catch(() => false);
  return copied
    ? { sent: ['desktop'], failures: [] }
    : { sent: [], failures: ['the desktop did not take it'] };
}
