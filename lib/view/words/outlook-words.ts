import { pictureOf } from '../../machine/state/job-window.js';
import type { JobsState } from '../../machine/state/state.js';
import { type Outlook, outlookOf, type TimeLeft } from '../../model/forecast/outlook.js';
import type { Picture } from '../../model/picture.js';
import { troubleKinds } from '../../model/worker.js';
import type { ViewContext } from '../context.js';
import { countText } from '../format/numbers.js';
import { briefDuration, etaText } from '../format/times.js';
import type { StyleName } from '../frame.js';
import { inTrouble } from './filter-words.js';
import { bulleted, type Segment, words } from './segments.js';

/** How many jobs end: `55/min`, below one a minute `12/h`. */
export function jobRateText(perMinute: number): string {
  return perMinute >= 1
    ? `${countText(Math.round(perMinute))}/min`
    : `${countText(Math.round(perMinute * 60))}/h`;
}

/** A time in the future, as precisely as it can be known: `~36m`, `~3h 20m`, `<1m`. */
export function aboutText(ms: number): string {
  return ms < 60_000 ? '<1m' : `~${etaText(Math.round(ms / 60_000) * 60_000)}`;
}

/** A time in the future that may be rough: `~36m`, `roughly 36m`, `<1m`. */
export function leftText({ ms, isRough }: TimeLeft): string {
  return isRough ? aboutText(ms).replace('~', 'roughly ') : aboutText(ms);
}

/**
 * The queue's outlook in words, the fullest version first: `55/min • empty in ~36m`, `empty in ~36m`. None if there is
 * nothing to say.
 */
export function outlookVersions(
  outlook: Outlook | null,
  context: Pick<ViewContext, 'glyphs'>,
): readonly Segment[] {
  if (outlook === null) return [];
  const { perMinute, verdict } = outlook;
  const { texts, style } = verdictTexts(outlook);
  const rate = perMinute === null || verdict.kind === 'idle' ? [] : words(jobRateText(perMinute));
  const versions = texts.map((text) => words(text, style));
  if (rate.length === 0) return versions;
  const both = versions.flatMap((version) => [bulleted([rate, version], context), version]);
  return verdict.kind === 'unknown' ? [...both, rate] : both;
}

/** The verdict in words, the fullest first. */
function verdictTexts({ verdict, heldBack, workLeft }: Outlook): {
  readonly texts: readonly string[];
  readonly style: StyleName;
} {
  switch (verdict.kind) {
    case 'drains': {
      const { emptyIn } = verdict;
      const texts =
        emptyIn === null ? [...leftTexts(workLeft), 'draining'] : [`empty in ${leftText(emptyIn)}`];
      return { texts, style: 'plain' };
    }
    case 'grows': {
      const { perMinute } = verdict;
      const brief = perMinute === null ? 'growing' : `growing ${jobRateText(perMinute)}`;
      return { texts: [`${brief}, will not drain`, brief], style: 'warning' };
    }
    case 'stalled': {
      const since = briefDuration(verdict.ms);
      const nothing = `stalled: nothing finished for ${since}`;
      const lost = troubleKinds
        .filter((kind) => verdict.troubles[kind] > 0)
        .map((kind) => inTrouble(verdict.troubles[kind], kind));
      return {
        texts: [...(lost.length === 0 ? [] : [[nothing, ...lost].join(', ')]), nothing, `stalled ${since}`],
        style: 'warning',
      };
    }
    case 'idle':
      return { texts: heldBack > 0 ? ['none can be taken now'] : [], style: 'dim' };
    case 'unknown':
      return { texts: leftTexts(workLeft), style: 'plain' };
  }
}

/** How long the work lasts, until it is known whether more comes than goes: `empty in roughly 5m if none arrive`. */
function leftTexts(left: TimeLeft | null): readonly string[] {
  return left === null
    ? []
    : [`empty in ${leftText(left)} if none arrive`, `${leftText(left)} if none arrive`];
}

/** The queue's outlook, by what is known up to `until`, ms; null while the jobs are still being counted. */
export function queueOutlook(
  { connection, monitor }: Pick<JobsState, 'connection' | 'monitor'>,
  until: number,
): Outlook | null {
  const picture = pictureOf(connection);
  return picture === null ? null : outlookAt(picture, monitor, until);
}

/** The queue's outlook by any picture, such as a paused one. */
export function outlookAt(
  { counts, troubles }: Picture,
  { pace, depthSeen }: Pick<JobsState['monitor'], 'pace' | 'depthSeen'>,
  until: number,
): Outlook | null {
  return counts === null ? null : outlookOf(pace, { counts, troubles, depths: depthSeen }, until);
}
