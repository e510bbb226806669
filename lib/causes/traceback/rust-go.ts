import { bestFrame, frameAt, joined, related, type Traceback } from './thrown.js';

const panicked = /\bthread '.{0,200}?'(?: \(\d{1,12}\))? panicked at (.{1,4096})$/;

/** A panic of Rust, in both of its forms: with the message on a line of its own, and with the message quoted. */
export function rustPanic(lines: readonly string[]): Traceback | null {
  const start = lines.findIndex((line) => panicked.test(line));
  const panic = panicked.exec(lines[start] ?? '')?.[1] ?? '';
  const place = /^(.{1,2000}):(\d{1,9}):\d{1,9}:$/.exec(panic);
  if (place !== null) {
    const rest = lines.slice(start + 1);
    const end = rest.findIndex((line) => /^(?:note: |stack backtrace:)/.test(line));
    const message = joined(rest.slice(0, end < 0 ? rest.length : end));
    return { error: `panicked: ${message}`, frame: frameAt(place[1], place[2]), other: null };
  }
  const quoted = /^'(.{0,4000})', (.{1,2000}):(\d{1,9}):\d{1,9}$/.exec(panic);
  if (quoted === null) return null;
  return { error: `panicked: ${quoted[1] ?? ''}`, frame: frameAt(quoted[2], quoted[3]), other: null };
}

/** A report of Rust's error libraries: an error, and below `Caused by:` what is behind it, the root last. */
export function rustReport(lines: readonly string[]): Traceback | null {
  const list = lines.findIndex((line) => /^Caused by:\s*$/.test(line));
  if (list < 1) return null;
  const rest = lines.slice(list + 1);
  const end = rest.findIndex((line) => !/^\s+\S/.test(line));
  const causes = rest.slice(0, end < 0 ? rest.length : end);
  const head = lines.slice(0, list);
  const error = joined(
    head.slice(
      Math.max(
        0,
        head.findLastIndex((line) => /^Error: /.test(line)),
      ),
    ),
  );
  const root = (causes.at(-1) ?? '').replace(/^\s*(?:\d{1,4}: )?/, '').trim();
  return related({ error: error.replace(/^Error: /, ''), frame: null }, 'caused by', {
    error: root,
    frame: null,
  });
}

/** A panic or a fatal error of Go; or another text with the stack of a goroutine below, as who recovers records it. */
export function goPanic(lines: readonly string[]): Traceback | null {
  const stack = lines.findIndex(
    (line, index) =>
      /^goroutine \d{1,12}\b.{0,200}\[/.test(line) ||
      (goCall.test(line) && goFrame.test(lines[index + 1] ?? '')),
  );
  if (stack < 0) return null;
  const head = lines.slice(0, stack);
  const start = head.findIndex((line) => /^(?:panic|fatal error): /.test(line));
  const frames = lines.slice(stack).flatMap((line) => {
    const [, file, number] = goFrame.exec(line) ?? [];
    if (file === undefined || number === undefined) return [];
    return [{ file, line: number, foreign: ofGo.test(file) }];
  });
  const error = joined(start < 0 ? head : head.slice(start, start + 1)).replace(recovered, '');
  if (error === '' || (start < 0 && frames.length === 0)) return null;
  return { error, frame: bestFrame(frames), other: null };
}

/** A function with its package's path, and the place in it that stands below. */
const goCall = /^[\w.~-]{1,200}(?:\/[\w.~@-]{1,200}){0,20}\.[\w.()*[\]]{1,300}$/;
const goFrame = /^\s+(\S.{0,2000}\.go):(\d{1,9})(?: \+0x[\da-f]{1,16})?$/;
const recovered = / \[recovered(?:, repanicked)?\]$/;
/** Of the runtime, of modules, and both in programs whose paths were trimmed. */
const ofGo =
  /^(?:runtime|internal|reflect|sync|errors|fmt|io|os|net|time|sort|slices|bytes|strings|strconv|encoding|context|database)\/|@v\d|\/vendor\/|\/(?:usr\/(?:local|lib)|opt)\/go[^/]{0,20}\/src\/|\/libexec\/src\/|\/pkg\/mod\//;
