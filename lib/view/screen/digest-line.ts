import { digestIn } from '../../machine/state/news.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Digest } from '../../model/look.js';
import { troubleKinds } from '../../model/worker.js';
import type { ViewContext } from '../context.js';
import { countOf, countText } from '../format/numbers.js';
import { dayClockText } from '../format/times.js';
import type { StyleName } from '../frame.js';
import type { Glyphs } from '../glyphs.js';
import { type Part, widthOf } from '../text/line.js';
import { inTrouble, statusWords } from '../words/filter-words.js';

/** One thing that is new, in full and in shorter words. */
interface Word {
  readonly wordings: readonly [full: string, brief: string, briefest: string];
  readonly style: StyleName;
}

/**
 * `since 12:04 UTC: 1,204 done, 312 failed (2 new causes), worker of 1 job gone, queue +40`. If that is wider than
 * `width` cells, in shorter words, then without the last of them. Empty if nothing is new.
 */
export function digestParts(state: JobsState, width: number, context: ViewContext): readonly Part[] {
  const digest = digestIn(state);
  if (digest === null) return [];
  const { glyphs } = context;
  const words = wordsOf(digest, glyphs);
  const head = `since ${dayClockText(digest.at, context)}:`;
  for (const wording of [0, 1, 2] as const) {
    const parts = joined(head, words, wording);
    if (widthOf(parts) <= width) return parts;
  }
  const { ellipsis } = glyphs;
  const rest: Word = { wordings: [ellipsis, ellipsis, ellipsis], style: 'dim' };
  for (let count = words.length - 1; count > 1; count -= 1) {
    const parts = joined(head, [...words.slice(0, count), rest], 2);
    if (widthOf(parts) <= width) return parts;
  }
  return joined(head, words.slice(0, 1), 2);
}

function wordsOf(
  { done, failed, cancelled, newCauses, queue, ...troubles }: Digest,
  glyphs: Glyphs,
): readonly Word[] {
  const word = (
    count: number,
    full: string,
    style: StyleName = 'notice',
    brief = full,
    briefest = brief,
  ): readonly Word[] => (count === 0 ? [] : [{ wordings: [full, brief, briefest], style }]);
  const failures = `${countText(failed)} failed`;
  const causes = newCauses === 0 ? '' : ` (${countOf(newCauses, 'new cause')})`;
  const newOnes = newCauses === 0 ? '' : ` (${countText(newCauses)} new)`;
  return [
    ...word(done, `${countText(done)} done`),
    ...word(failed, failures + causes, 'failed', failures + causes, failures + newOnes),
    ...word(cancelled, `${countText(cancelled)} cancelled`),
    ...troubleKinds.flatMap((kind) => {
      const count = troubles[kind];
      return word(count, inTrouble(count, kind), 'warning', `${countText(count)} ${statusWords[kind]}`);
    }),
    ...word(queue, `queue ${queue > 0 ? '+' : glyphs.minus}${countText(Math.abs(queue))}`),
  ];
}

function joined(head: string, words: readonly Word[], wording: 0 | 1 | 2): readonly Part[] {
  return [
    { text: head, style: 'notice' },
    ...words.map(({ wordings, style }, index): Part => {
      const comma = index < words.length - 1 ? ',' : '';
      return { text: wordings[wording] + comma, style, before: ' ', fit: 'end' };
    }),
  ];
}
