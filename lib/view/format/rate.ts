import { countText } from './count.js';

/** A rate: `2.4/s`, `350/s`, below one a second per minute: `12/min`. Truncated, so never too high. */
export function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${countText(perSecond)}/s`;
  if (perSecond >= 1) return `${Math.floor(perSecond * 10) / 10}/s`;
  const perMinute = perSecond * 60;
  return perMinute >= 1 ? `${Math.floor(perMinute)}/min` : `${Math.floor(perMinute * 60)}/h`;
}
