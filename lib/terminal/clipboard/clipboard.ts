import { processArgs } from '../../entries.js';
import type { Environment } from '../capabilities.js';
import type { RunProcess } from '../programs/processes.js';
import { bytesPastTmux, fitsTerminal, insideTmux, terminalBytes } from './route.js';

/**
 * A text that may be pasted anywhere, with words for what was removed, such as `3 control characters`; none if
 * nothing was.
 */
interface Pasteable {
  readonly text: string;
  readonly lost: readonly string[];
}

/** A whole control sequence: without its first character the rest would remain as garbage. */
const sequence = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
/** CR LF, or any character that some program takes for the end of a line. */
const lineBreak = /\r\n|[\n\v\f\r\x85\u2028\u2029]/g;
/** All of C0 and C1, and DEL. */
const control = /\p{Cc}/gu;
const direction = /\p{Bidi_Control}/gu;

/**
 * The part of a text that may go to a clipboard: no control characters, no line ends, and nothing that reverses
 * the direction of text. So the text itself can't end or submit whatever it is pasted into: a bracketed paste ends
 * at `ESC [ 201 ~`, and a shell runs what comes before a line's end as a command. Tabs become a space, and so do
 * breaks within the text.
 */
export function pasteable(text: string): Pasteable {
  const count = { controls: 0, breaks: 0, marks: 0 };
  const dropped = (kind: keyof typeof count, by: string) => () => {
    count[kind] += 1;
    return by;
  };
  const clean = text
    .replace(sequence, dropped('controls', ''))
    .replace(lineBreak, (found, at: number, whole: string) => {
      count.breaks += 1;
      return at === 0 || at + found.length === whole.length ? '' : ' ';
    })
    .replaceAll('\t', dropped('controls', ' '))
    .replace(control, dropped('controls', ''))
    .replace(direction, dropped('marks', ''));
  const lost = [
    words(count.controls, 'control character'),
    words(count.breaks, 'line break'),
    words(count.marks, 'direction mark'),
  ];
  return { text: clean, lost: lost.filter((each) => each !== '') };
}

function words(count: number, what: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

const entry = new URL('./clipboardy-process.js', import.meta.url);

/**
 * Whether there is a desktop whose clipboard is the operator's own. An X display forwarded by SSH counts; the
 * screen of a remote Mac or Windows machine doesn't.
 */
export function hasDesktop(environment: Environment, platform: string): boolean {
  if (platform === 'darwin' || platform === 'win32') return !overSsh(environment);
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
}

/** Whether the operator is connected by SSH. */
export function overSsh(environment: Environment): boolean {
  return Boolean(environment.SSH_CONNECTION) || Boolean(environment.SSH_TTY);
}

/** Puts a text on the desktop's clipboard with clipboardy; false if that failed or took too long. */
export async function copyToDesktop(
  text: string,
  { environment, run, within }: { environment: Environment; run: RunProcess; within: number },
): Promise<boolean> {
  const ended = await run({
    program: process.execPath,
    args: processArgs(entry),
    environment: { ...environment, NODE_OPTIONS: undefined },
    input: text,
    // It asks for the name of its working folder, which fails if the dashboard's own has been deleted.
    folder: '/',
    within,
  });
  return ended.kind === 'exited' && ended.code === 0;
}

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
type ClipboardKind = 'tmux' | 'terminal' | 'desktop';

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
