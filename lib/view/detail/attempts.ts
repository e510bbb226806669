import type { JobDetail } from '../../model/job-detail.js';
import { shownText } from '../appearance.js';
import { countOf } from '../format/count.js';
import { ordinalText } from '../format/ordinal.js';
import type { Line } from '../frame.js';
import type { RowContext } from '../job/row-context.js';
import { blankLine, fitLine, heading, rowLine } from '../text/line.js';
import { pad } from '../text/width.js';

const indent = 14;

/** Why a job failed before it was retried, the newest attempt first. No lines if nothing is recorded about that. */
export function attemptLines(detail: JobDetail | null, width: number, context: RowContext): readonly Line[] {
  const attempts = detail?.attempts ?? [];
  if (attempts.length === 0) return [];
  const { ellipsis } = context.glyphs;
  return [
    blankLine(width),
    heading('Earlier attempts', width),
    ...attempts.map(({ attempt, failures, cause }) => {
      const label = `${ordinalText(attempt + 1)} attempt`;
      const text = shownText(cause?.text ?? null, context);
      return rowLine(
        {
          left: [
            { text: `${pad(label, indent - 1, 'left', ellipsis)} `, style: 'dim' },
            text === '' ? { text: 'no error recorded', style: 'dim' } : { text, style: 'error', fit: 'end' },
          ],
          right: failures > 1 ? [{ text: countOf(failures, 'failure'), style: 'dim', optional: true }] : [],
        },
        width,
        ellipsis,
      );
    }),
    ...(attempts.length === attemptsShown
      ? [fitLine([{ text: 'earlier ones are not shown', style: 'dim' }], width)]
      : []),
  ];
}

/** As many as are read, see `readDetail`. */
const attemptsShown = 20;
