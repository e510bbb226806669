import { briefDuration } from '../format/duration.js';

const hour = 3_600_000;
const day = 24 * hour;

/** `in the last hour`, `in the last 24h`; for all times, null, `of all times`. A day is told in hours, as everybody does. */
export function periodWords(periodMs: number | null): string {
  if (periodMs === null) return 'of all times';
  if (periodMs === hour) return 'in the last hour';
  return `in the last ${periodMs === day ? '24h' : briefDuration(periodMs)}`;
}
