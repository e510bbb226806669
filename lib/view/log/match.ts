import { type Pattern, patternOf } from '../../pattern/pattern.js';
import type { Span, StyleName } from '../frame.js';
import { type ShownLine, type Slice, slicedSpans } from './shown-line.js';

/** A first match farther on in a line, in reaches of its pattern, is not looked for: a key must not wait for it. */
const reaches = 20;

/** What finds a text as the operator typed it; null for none. */
export function soughtPattern(text: string): Pattern | null {
  return text === '' ? null : patternOf(text);
}

/** Where in a line its first match is that shows; null where it has none. */
export function firstMatch(shown: ShownLine, pattern: Pattern): Slice | null {
  const whole: Slice = { from: 0, to: pattern.text === null ? reaches * pattern.reach : shown.text.length };
  for (const match of matchesAround(shown, whole, pattern)) if (match.to > 0) return match;
  return null;
}

/** What of a line is in a slice, matches in their own style; a match that begins or ends outside as well. */
export function highlighted(
  shown: ShownLine,
  slice: Slice,
  search: { readonly pattern: Pattern; readonly style: StyleName } | null,
): readonly Span[] {
  if (search === null) return slicedSpans(shown.spans, slice);
  const spans: Span[] = [];
  let at = slice.from;
  for (const match of matchesAround(shown, slice, search.pattern)) {
    const begin = Math.max(slice.from, match.from);
    const end = Math.min(slice.to, match.to);
    if (end <= begin) continue;
    spans.push(...slicedSpans(shown.spans, { from: at, to: begin }));
    spans.push({ text: shown.text.slice(begin, end), style: search.style });
    at = end;
  }
  return [...spans, ...slicedSpans(shown.spans, { from: at, to: slice.to })];
}

/**
 * Around the slice there can be the rest of a match; further away nothing matters, however long the line is. What is
 * hidden of the line's beginning is looked at, as a search of the log does.
 */
function* matchesAround({ hidden, text }: ShownLine, slice: Slice, pattern: Pattern): Generator<Slice> {
  const before = hidden.length;
  const near = hidden + text.slice(0, slice.to + pattern.reach);
  let match = pattern.find(near, Math.max(0, before + slice.from - pattern.reach));
  while (match !== null && match.from < before + slice.to) {
    yield { from: Math.max(0, match.from - before), to: match.to - before };
    match = pattern.find(near, match.to > match.from ? match.to : match.to + 1);
  }
}
