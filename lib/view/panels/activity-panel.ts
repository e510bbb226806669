import type { JobsState } from '../../machine/state/state.js';
import { type FeedEntry, type FeedKind, feedSentence } from '../../model/feed.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf } from '../format/numbers.js';
import { daySecondsText } from '../format/times.js';
import type { StyleName } from '../frame.js';
import type { Message } from '../layout/message.js';
import { fitLine, type Row } from '../text/line.js';
import { wrapIndented } from '../text/width.js';
import { aboutChosen, type RowsPanel, rowsFor } from './rows-panel.js';

const styles: Readonly<Record<FeedKind, StyleName>> = {
  failed: 'failed',
  cause: 'failed',
  done: 'complete',
  cancelled: 'cancelled',
  operator: 'cancelled',
  added: 'plain',
  gone: 'warning',
  silent: 'warning',
  stalled: 'warning',
  empty: 'plain',
  away: 'warning',
  back: 'plain',
  start: 'dim',
  own: 'strong',
};

/** The panel that lists what happened, the newest first (behaviour 16.4). */
export function activityPanel(state: JobsState, context: ViewContext): RowsPanel | Message {
  const { feed } = state;
  if (feed.length === 0) return [{ text: 'Nothing has happened yet.', style: 'plain' }];
  // The oldest entry has the widest time.
  const oldest = feed.at(-1)?.at ?? 0;
  const { now, zone } = context;
  const name = zone.nameAt(now);
  // The clocks may have been changed since.
  const isNamed = name !== zone.nameAt(oldest);
  const timeOf = (at: number) => `${daySecondsText(at, context)}${isNamed ? ` ${zone.nameAt(at)}` : ''}`;
  const timeWidth = timeOf(oldest).length;
  return {
    heading: {
      left: [{ text: countOf(feed.length, 'change'), style: 'strong' }],
      right: [{ text: `newest first${isNamed ? '' : `, ${name}`}`, style: 'dim', optional: true }],
    },
    ...rowsFor(feed, (entry) => rowOf(entry, timeOf(entry.at).padStart(timeWidth), context)),
    ...aboutChosen(feed, state, (entry, width, most) => wholeOf(entry, width, most, context)),
  };
}

/** `12:04:05  2 jobs failed: DiskFull (fix_parser), …`. */
function rowOf(entry: FeedEntry, time: string, context: ViewContext): Row {
  return {
    left: [
      { text: time, style: 'dim' },
      { text: shownText(feedSentence(entry), context), style: styles[entry.kind], before: '  ', fit: 'end' },
    ],
    right: [],
  };
}

/** The whole sentence, in as many lines as it needs. */
function wholeOf(entry: FeedEntry, width: number, most: number, context: ViewContext) {
  const lines = wrapIndented(shownText(feedSentence(entry), context), width);
  return lines.slice(0, most).map((line) => fitLine([{ text: line, style: styles[entry.kind] }], width));
}
