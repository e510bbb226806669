/**
 * Text without its escape sequences (ECMA-48, and what xterm, screen and tmux add), dropped whole: CSI with its
 * parameters; OSC, DCS, SOS, PM, APC and screen's title with their payload; two-character ones; in 7-bit and 8-bit
 * form. A sequence with a payload that never ends loses its introducer only, so that one stray byte can't hide the
 * rest of a message. Other control characters are left to the sanitiser.
 */
export function withoutEscapeSequences(text: string): string {
  let out = '';
  let from = 0;
  for (const sequence of escapeSequences(text)) {
    out += text.slice(from, sequence.from);
    from = sequence.to;
  }
  return from === 0 ? text : out + text.slice(from);
}

/**
 * The positions of the escape sequences in a text, in order: from the first character of each to the one after its
 * last.
 */
export function* escapeSequences(text: string): Generator<{ readonly from: number; readonly to: number }> {
  // Once a search for an end has failed, later ones would fail too, so the whole stays linear.
  const endless = new Set<Tail>();
  introducer.lastIndex = 0;
  for (let found = introducer.exec(text); found !== null; found = introducer.exec(text)) {
    const start = introducer.lastIndex;
    const tail = tails[found[0]] ?? complete;
    const end = endless.has(tail) ? -1 : tail.end(text, start);
    if (end < 0) endless.add(tail);
    const to = end < 0 ? start : end;
    yield { from: found.index, to };
    introducer.lastIndex = to;
  }
}

/** How a sequence continues after its introducer. */
interface Tail {
  /** Index after the sequence, or -1 if it has no end. */
  readonly end: (text: string, start: number) => number;
}

// ESC with the character that tells its kind; ESC alone, before anything else; 8-bit introducers.
const introducer = /\x1b[[\]PX^_k]|\x1b[ -/]*[0-~]|\x1b|[\x8e-\x90\x98\x9a\x9b\x9d-\x9f]/g;

const parameters = /[0-?]*[ -/]*[@-~]?/y;

const control: Tail = {
  end(text, start) {
    parameters.lastIndex = start;
    parameters.exec(text);
    return Math.max(start, parameters.lastIndex);
  },
};
const complete: Tail = { end: (_, start) => start };
const payload: Tail = { end: (text, start) => endOfString(text, start, false) };
const command: Tail = { end: (text, start) => endOfString(text, start, true) };

const tails: Readonly<Record<string, Tail>> = {
  '\x1b[': control,
  '\x9b': control,
  '\x1b]': command,
  '\x9d': command,
  '\x1bP': payload,
  '\x1bX': payload,
  '\x1b^': payload,
  '\x1b_': payload,
  '\x1bk': payload,
  '\x90': payload,
  '\x98': payload,
  '\x9e': payload,
  '\x9f': payload,
};

/** Index after the string terminator (ESC \ or U+009C, for an OSC also BEL), or -1. */
function endOfString(text: string, start: number, endsWithBell: boolean): number {
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x9c || (endsWithBell && code === 0x07)) return index + 1;
    if (code === 0x1b) {
      index += 1;
      // tmux doubles ESC to wrap one sequence in another, so a doubled one doesn't end it.
      if (text[index] === '\\') return index + 1;
    }
  }
  return -1;
}
