import { type Pattern, patternOf } from '../../pattern.js';
import type { Span, StyleName } from '../frame.js';
import { type ShownLine, type Slice, slicedSpans } from './shown-line.js';

/**
 * A first match further on in a line than this, in reaches of its pattern, isn't searched for: a key must not wait
 * for it.
 */
const reaches = 20;

/** The pattern for a text that the operator typed; null if it is empty. */
export function soughtPattern(text: string): Pattern | null {
  return text === '' ? null : patternOf(text);
}

/** A line's first match in its visible text; null if it has none. */
export function firstMatch(shown: ShownLine, pattern: Pattern): Slice | null {
  const whole: Slice = { from: 0, to: pattern.text === null ? reaches * pattern.reach : shown.text.length };
  for (const match of matchesAround(shown, whole, pattern)) if (match.to > 0) return match;
  return null;
}

/**
 * The part of a line in a slice, with matches in their own style, including matches that begin or end outside of
 * it.
 */
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
 * Around the slice there may be the rest of a match; text further away is ignored, however long the line is. The
 * hidden beginning of the line is included, as it is in a search of the log.
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
