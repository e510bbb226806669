import { bestFrame, type Frame, joined, related, type Thrown, type Traceback } from './thrown.js';

/** One error of Ruby, from its first line on: with its place before the message, or with its calls below alone. */
export function rubyTraceback(lines: readonly string[]): Traceback | null {
  const starts = lines.flatMap((line, index) =>
    thrownByRuby.test(line) && /^\s+from \S/.test(lines[index + 1] ?? '') ? [index] : [],
  );
  const [first, ...causes] = starts.map((start) => rubyError(lines, start));
  return first === undefined ? rubyBacktrace(lines) : related(first, 'caused by', causes.at(-1) ?? null);
}

const thrownByRuby = /^(.{1,2000}?):(\d{1,9}):in [`'].{1,200}?': (.{1,4096})$/;
const rubyFrame = /^\s{0,99}(?:from )?(\S.{0,2000}?):(\d{1,9}):in [`'][^`']{1,400}'$/;

function rubyError(lines: readonly string[], start: number): Thrown {
  const [, file = '', line = '', error = ''] = thrownByRuby.exec(lines[start] ?? '') ?? [];
  const frames = [ofRuby(file, line), ...rubyFrames(lines, start + 1)];
  return { error: error.trim(), frame: bestFrame(frames) };
}

/** An error as libraries record it: what was thrown, and the calls that led to it, each on a line. */
function rubyBacktrace(lines: readonly string[]): Traceback | null {
  const first = lines.findIndex((line) => rubyFrame.test(line));
  const head = lines.slice(0, Math.max(0, first));
  const error = joined(head.slice(Math.max(0, head.findIndex(isRubysType))));
  return error === '' ? null : { error, frame: bestFrame(rubyFrames(lines, first)), other: null };
}

function isRubysType(line: string): boolean {
  return /^[A-Z]\w{0,99}(?:::[A-Z]\w{0,99}){0,9}(?:: |$)/.test(line);
}

/** The frames that follow each other from there on, innermost first. */
function rubyFrames(lines: readonly string[], first: number): readonly Frame[] {
  const length = lines.slice(first).findIndex((line) => !rubyFrame.test(line));
  return lines.slice(first, length < 0 ? undefined : first + length).map((line) => {
    const [, file = '', number = ''] = rubyFrame.exec(line) ?? [];
    return ofRuby(file, number);
  });
}

function ofRuby(file: string, line: string): Frame {
  const foreign = /[/\\](?:gems|rubygems|bundler)[/\\]|[/\\]ruby[/\\]\d|^<internal:|^\(eval|^bin\//.test(
    file,
  );
  return { file, line, foreign };
}

/** An exception of PHP: those behind it come first, each with its calls, and it comes last, after `Next`. */
export function phpTraceback(lines: readonly string[]): Traceback | null {
  const stacks = lines.flatMap((line, index) =>
    line === 'Stack trace:' && /^#\d/.test(lines[index + 1] ?? '') ? [index] : [],
  );
  const thrown = stacks.flatMap(
    (stack, index) => phpError(lines, (stacks[index - 1] ?? -1) + 1, stack) ?? [],
  );
  const last = thrown.at(-1);
  if (last === undefined) return null;
  const root = thrown.length < 2 ? null : (thrown[0] ?? null);
  const message = root?.error.slice(root.error.indexOf(': ') + 2) ?? '';
  if (root === null || !last.error.includes(message)) return related(last, 'caused by', root);
  return { error: last.error, frame: root.frame ?? last.frame, other: null };
}

const phpFrame = /^#\d{1,6} (.{1,2000}?)\((\d{1,9})\): /;
const phpLead = /^(?:Next |(?:PHP )?(?:Fatal error|Warning): {1,9})?(?:Uncaught )?/;

/** The exception before the calls on line `stack`. Its place ends the line before, and calls may come before it. */
function phpError(lines: readonly string[], from: number, stack: number): Thrown | null {
  const above = lines.slice(from, stack);
  const head = above.slice(above.findLastIndex((line) => /^#\d{1,6} /.test(line)) + 1);
  const text = joined(head.slice(Math.max(0, head.findIndex(isPhpsType))));
  const at = text.lastIndexOf(' in ');
  const [, file, line] = /^(.{1,2000}):(\d{1,9})$/.exec(text.slice(at + 4)) ?? [];
  if (at < 0 || file === undefined || line === undefined) return null;
  const frames = lines.slice(stack + 1).findIndex((each) => !/^#\d{1,6} /.test(each));
  const calls = lines.slice(stack + 1, frames < 0 ? undefined : stack + 1 + frames).flatMap((each) => {
    const [, path, number] = phpFrame.exec(each) ?? [];
    return path === undefined || number === undefined ? [] : [ofPhp(path, number)];
  });
  return { error: text.slice(0, at).replace(phpLead, ''), frame: bestFrame([ofPhp(file, line), ...calls]) };
}

/** What was logged before an exception isn't a part of it. */
function isPhpsType(line: string): boolean {
  return /^[A-Za-z_\\][\w\\]{0,300}(?:@anonymous)?(?:: | in )/.test(line.replace(phpLead, ''));
}

function ofPhp(file: string, line: string): Frame {
  return { file, line, foreign: /[/\\]vendor[/\\]|(?:^|[/\\])artisan$/.test(file) };
}

const thrownByElixir = /^\*\* \(([^()]{1,300})\) ?(.{0,4096})/;
const behindElixir = /^\s{1,40}\*\* \(([^()]{1,300})\) (.{1,4096})$/;
const elixirFrame =
  /^\s{4,40}(?:\(([a-z]\w{0,99}) [^()\s]{1,60}\) )?(\S.{0,1000}?\.(?:exs?|[lh]?eex|[ehxy]rl)):(\d{1,9}): /;

/** An error of Elixir or Erlang as Elixir formats it: `** (Type) message`, and the calls below. */
export function elixirTraceback(lines: readonly string[]): Traceback | null {
  const start = lines.findIndex((line) => thrownByElixir.test(line));
  const [, type, first = ''] = thrownByElixir.exec(lines[start] ?? '') ?? [];
  if (type === undefined) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() === '' || behindElixir.test(line) || isElixirsCall(line));
  const message = joined([first, ...rest.slice(0, end < 0 ? undefined : end)]);
  const frame = bestFrame(elixirFrames(rest));
  const [, exit, reason = ''] =
    behindElixir.exec(rest.findLast((line) => behindElixir.test(line)) ?? '') ?? [];
  const behind = exit === undefined ? null : { error: `${exit}: ${reason}`, frame: null };
  return related({ error: `${type}: ${returned(type, message)}`, frame }, 'caused by', behind);
}

function isElixirsCall(line: string): boolean {
  return elixirFrame.test(line) || /^\s{4,40}\([a-z]\w{0,99} [^()\s]{1,60}\) /.test(line);
}

/** The text with which a worker of Oban returned an error: the same words around each of them say nothing. */
function returned(type: string, message: string): string {
  if (type !== 'Oban.PerformError') return message;
  const [, reason] = / failed with \{:\w{1,20}, "(.+)"\}$/.exec(message) ?? [];
  return reason ?? message;
}

/** The program's own calls are those of the application that the runtime or Oban called, which is outermost. */
function elixirFrames(lines: readonly string[]): readonly Frame[] {
  const calls = lines.flatMap((line) => {
    const [, application = '', file, number] = elixirFrame.exec(line) ?? [];
    return file === undefined || number === undefined ? [] : [{ application, file, line: number }];
  });
  const own = calls.findLast(({ application }) => !ofElixir.test(application))?.application;
  return calls.map(({ application, file, line }) => ({ file, line, foreign: application !== own }));
}

const ofElixir =
  /^(?:elixir|stdlib|kernel|erts|logger|mix|ex_unit|iex|telemetry|opentelemetry\w*|oban|oban_\w+)$/;
