import type { Span, StyleName } from '../frame.js';
import { type ShownLine, type Slice, slicedSpans } from './shown-line.js';

const capital = /\p{Lu}/u;

/** What finds a text as the operator typed it: letter case counts only where he typed a capital letter. */
export function patternOf(text: string): RegExp | null {
  if (text === '') return null;
  const literal = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '\\x2d');
  return new RegExp(literal, capital.test(text) ? 'gu' : 'giu');
}

/** Where in a line its first match is; null where it has none. */
export function firstMatch({ text }: ShownLine, pattern: RegExp): Slice | null {
  pattern.lastIndex = 0;
  const found = pattern.exec(text);
  return found === null ? null : { from: found.index, to: found.index + found[0].length };
}

/** What of a line is in a slice, matches in their own style; a match that begins or ends outside as well. */
export function highlighted(
  shown: ShownLine,
  slice: Slice,
  search: { readonly pattern: RegExp; readonly length: number; readonly style: StyleName } | null,
): readonly Span[] {
  if (search === null) return slicedSpans(shown.spans, slice);
  // Around the slice there can be the rest of a match; further away nothing matters, however long the line is.
  const from = Math.max(0, slice.from - search.length);
  const spans: Span[] = [];
  let at = slice.from;
  for (const match of shown.text.slice(from, slice.to + search.length).matchAll(search.pattern)) {
    const begin = Math.max(slice.from, from + match.index);
    const end = Math.min(slice.to, from + match.index + match[0].length);
    if (end <= begin) continue;
    spans.push(...slicedSpans(shown.spans, { from: at, to: begin }));
    spans.push({ text: shown.text.slice(begin, end), style: search.style });
    at = end;
  }
  return [...spans, ...slicedSpans(shown.spans, { from: at, to: slice.to })];
}
