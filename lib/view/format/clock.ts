import { instantText } from './instant.js';

const day = 86_400_000;

/**
 * An instant relative to today, both in ms since the epoch: `14:07 UTC` today, `tomorrow 02:00 UTC`, `yesterday
 * 23:10 UTC`, else `2026-01-20 02:00 UTC`. Empty if it is beyond the calendar.
 */
export function clockText(at: number, now: number): string {
  const text = instantText(at);
  if (text === '') return '';
  const [date = '', time = ''] = text.split(' ');
  const clock = `${time.slice(0, 5)} UTC`;
  const days = Math.floor(at / day) - Math.floor(now / day);
  if (days === 0) return clock;
  if (days === 1) return `tomorrow ${clock}`;
  return days === -1 ? `yesterday ${clock}` : `${date} ${clock}`;
}
