import { briefDuration } from '../format/duration.js';

const day = 86_400_000;

/** `in the last 24h`; for all times, null, `of all times`. A day is told in hours, as everybody does. */
export function periodWords(periodMs: number | null): string {
  if (periodMs === null) return 'of all times';
  return `in the last ${periodMs === day ? '24h' : briefDuration(periodMs)}`;
}
