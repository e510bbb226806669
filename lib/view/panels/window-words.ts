import { briefDuration } from '../format/duration.js';

const day = 86_400_000;

/** `in the last 24h`; for all times, null, `of all times`. A day is told in hours, as everybody does. */
export function windowWords(windowMs: number | null): string {
  if (windowMs === null) return 'of all times';
  return `in the last ${windowMs === day ? '24h' : briefDuration(windowMs)}`;
}
