import type { Span, StyleName } from '../frame.js';
import { escapeSequences } from '../text/escape-sequences.js';
import { asciiOnly, sanitize } from '../text/sanitize.js';
import { LineWriter } from './line-writer.js';
import { type LogStyle, nameOf, noStyle, styleAfter } from './log-color.js';

const plainText = /^[ -~]*$/;
const controls = /[\r\b\t]/g;
/** The escape sequences in a log that have an effect: colours, erasing in the line, moving to a column. */
const counted = /^(?:\x1b\[|\x9b)([0-9;:]*)([mKG])$/;
/** Readers return lines in pieces that are shorter than this. */
const longest = 64 * 1024;

/**
 * A line of a log as clean text with its colours: what a terminal would finally show of a line that was
 * overwritten (progress bars, overstruck print), tabs as spaces. All other control sequences are dropped.
 */
export function logSpans(text: string, unicode: boolean): readonly Span[] {
  if (text.length <= longest && plainText.test(text)) return text === '' ? [] : [{ text, style: 'plain' }];
  const line = text.length > longest ? text.slice(0, longest) : text;
  const writer = new LineWriter();
  let style = noStyle;
  let from = 0;
  for (const sequence of escapeSequences(line)) {
    writeControlled(writer, line.slice(from, sequence.from), style, unicode);
    style = obey(writer, line.slice(sequence.from, sequence.to), style);
    from = sequence.to;
  }
  writeControlled(writer, line.slice(from), style, unicode);
  return writer.spans();
}

/** Writes text that may contain single control characters, but no sequences. */
function writeControlled(writer: LineWriter, text: string, style: LogStyle, unicode: boolean): void {
  const name = nameOf(style);
  let from = 0;
  controls.lastIndex = 0;
  for (let found = controls.exec(text); found !== null; found = controls.exec(text)) {
    writeClean(writer, text.slice(from, found.index), name, unicode);
    from = controls.lastIndex;
    if (found[0] === '\r') writer.moveTo(0);
    else if (found[0] === '\b') writer.backspace();
    else writer.tab(name);
  }
  writeClean(writer, from === 0 ? text : text.slice(from), name, unicode);
}

function writeClean(writer: LineWriter, text: string, style: StyleName, unicode: boolean): void {
  if (text === '') return;
  const clean = sanitize(text, longest, { spaces: 'all' });
  writer.write(unicode ? clean : asciiOnly(clean), style);
}

function obey(writer: LineWriter, sequence: string, style: LogStyle): LogStyle {
  const [, parameters = '', final] = counted.exec(sequence) ?? [];
  switch (final) {
    case 'm':
      return styleAfter(style, parameters);
    case 'K':
      writer.erase(parameters === '1' ? 'before' : parameters === '2' ? 'all' : 'after');
      return style;
    case 'G':
      writer.moveTo(Math.max(1, Number.parseInt(parameters, 10) || 1) - 1);
      return style;
    default:
      return style;
  }
}
