import type { Line, Span } from '../frame.js';

/** The line with every occurrence of the text, in any letter case, in the style of a match. */
export function withMatches(line: Line, sought: string): Line {
  const wanted = sought.trim().toLowerCase();
  const whole = line.map((span) => span.text).join('');
  const lower = whole.toLowerCase();
  // A letter whose lower case has another length would shift everything after it.
  if (wanted === '' || lower.length !== whole.length || !lower.includes(wanted)) return line;
  const found: number[] = [];
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length))
    found.push(at);
  const spans: Span[] = [];
  let begin = 0;
  for (const span of line) {
    spans.push(...split(span, begin, found, wanted.length));
    begin += span.text.length;
  }
  return spans;
}

/** A span that begins at a position of its line, split where matches begin and end. */
function split(span: Span, begin: number, found: readonly number[], length: number): Span[] {
  const end = begin + span.text.length;
  const parts: Span[] = [];
  let from = begin;
  const take = (to: number, style: Span['style']) => {
    if (to > from) parts.push({ text: span.text.slice(from - begin, to - begin), style });
    from = Math.max(from, to);
  };
  for (const at of found) {
    if (at >= end || at + length <= begin) continue;
    take(Math.max(begin, at), span.style);
    take(Math.min(end, at + length), 'match');
  }
  take(end, span.style);
  return parts;
}
