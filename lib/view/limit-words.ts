import type { Limits, UnreadTable } from '../model/limits.js';
import type { Picture } from '../model/picture.js';
import { shownText } from './appearance.js';
import type { ViewContext } from './context.js';
import { briefDuration } from './format/duration.js';
import type { Line } from './frame.js';
import { fitLine, type Part } from './text/line.js';
import { wrap } from './text/wrap.js';

const reasons: Readonly<Record<UnreadTable['why'], string>> = {
  'no-grant': 'this user may not read it',
  'not-plain': 'it is a view, or some of it is a foreign table',
};

/** Why a table isn't read, in words that end a sentence. */
export function unreadWords(why: UnreadTable['why']): string {
  return reasons[why];
}

/**
 * What can't be read from the database, such as `⚠ not readable for this user: cf_job_failures`, as a notice below the
 * counts; of several databases, the first that lacks something, with its name. Empty if nothing is lacking.
 */
export function limitParts(picture: Picture, context: ViewContext): readonly Part[] {
  const own = wordsOf(picture.limits, context);
  const [first] = (picture.databases ?? []).flatMap(({ name, limits }) => {
    const words = wordsOf(limits, context);
    return words === '' ? [] : [`${shownText(name, context)}: ${words}`];
  });
  const text = own === '' ? (first ?? '') : own;
  return text === '' ? [] : [{ text: `${context.glyphs.warning} ${text}`, style: 'warning', fit: 'end' }];
}

/** Lines that say which tables a job's page lacks. None if all are read. */
export function unreadLines(
  picture: Picture | null,
  database: string | undefined,
  width: number,
): readonly Line[] {
  const { limits } =
    database === undefined
      ? (picture ?? {})
      : (picture?.databases?.find(({ name }) => name === database) ?? {});
  return (limits?.unread ?? []).flatMap(({ table, why }) =>
    wrap(`What ${table} has of this job is not shown: ${reasons[why]}.`, width).map((text) =>
      fitLine([{ text, style: 'warning' }], width),
    ),
  );
}

function wordsOf(limits: Limits | undefined, { glyphs }: ViewContext): string {
  if (limits === undefined) return '';
  const tables = (why: UnreadTable['why']) =>
    limits.unread.flatMap((each) => (each.why === why ? [each.table] : [])).join(', ');
  const [refused, others] = [tables('no-grant'), tables('not-plain')];
  const { aheadMs, hidesRows } = limits;
  return [
    refused === '' ? '' : `not readable for this user: ${refused}`,
    others === '' ? '' : `views or foreign tables, so not read: ${others}`,
    hidesRows ? 'this user may not see all rows' : '',
    aheadMs === 0
      ? ''
      : `the server's clock is ${briefDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead' : 'behind'}, and ages go by it`,
  ]
    .filter((words) => words !== '')
    .join(` ${glyphs.bullet} `);
}
