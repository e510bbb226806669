import { digestIn } from '../machine/state/news.js';
import type { JobsState } from '../machine/state/state.js';
import type { Digest } from '../model/look.js';
import type { ViewContext } from './context.js';
import { countOf, countText } from './format/count.js';
import { dayClockText } from './format/day-clock.js';
import type { Part } from './text/line.js';
import { widthOf } from './text/line.js';

/** Words that say the same, the fullest first. */
type Wording = readonly [full: string, brief?: string];

/**
 * `since 12:04: 1,204 done, 312 failed (2 new causes), 1 worker gone, queue +40`, in briefer words where that is wider than
 * `width`; nothing where nothing is new.
 */
export function digestParts(state: JobsState, width: number, { now }: ViewContext): readonly Part[] {
  const digest = digestIn(state);
  if (digest === null) return [];
  for (const isBrief of [false, true]) {
    const parts = partsOf(digest, now, isBrief);
    if (isBrief || widthOf(parts) <= width) return parts;
  }
  return [];
}

function partsOf(digest: Digest, now: number, isBrief: boolean): readonly Part[] {
  const said = (counted: number, [full, brief = full]: Wording, style: Part['style'] = 'notice') =>
    counted === 0 ? [] : [{ text: isBrief ? brief : full, style }];
  const { done, failed, cancelled, newCauses, gone, silent, queue } = digest;
  const causes: Wording =
    newCauses === 0 ? [''] : [` (${countOf(newCauses, 'new cause')})`, ` (${countText(newCauses)} new)`];
  const words = [
    ...said(done, [`${countText(done)} done`]),
    ...said(
      failed,
      [`${countText(failed)} failed${causes[0]}`, `${countText(failed)} failed${causes[1] ?? ''}`],
      'failed',
    ),
    ...said(cancelled, [`${countText(cancelled)} cancelled`]),
    ...said(gone, [`${countOf(gone, 'worker')} gone`, `${countText(gone)} gone`], 'warning'),
    ...said(silent, [`${countOf(silent, 'worker')} silent`, `${countText(silent)} silent`], 'warning'),
    ...said(queue, [`queue ${queue > 0 ? '+' : '-'}${countText(Math.abs(queue))}`]),
  ];
  return [
    { text: `since ${dayClockText(digest.at, now)}:`, style: 'notice' },
    ...words.map(
      ({ text, style }, index): Part => ({
        text: index === words.length - 1 ? text : `${text},`,
        style,
        before: ' ',
        fit: 'end',
      }),
    ),
  ];
}
