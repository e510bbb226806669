/**
 * An instant (ms since the epoch) as `2026-01-13 10:38:15 UTC`; empty for null and for instants beyond the
 * calendar.
 */
export function instantText(instant: number | null): string {
  if (instant === null || !Number.isFinite(instant) || Math.abs(instant) > 8.64e15) return '';
  const text = new Date(instant).toISOString();
  return `${text.slice(0, -5).replace('T', ' ')} UTC`;
}
