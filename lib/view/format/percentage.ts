/** A share as a whole percentage: `67%`. `100%` only for exactly 1, `0%` for anything that isn't a number. */
export function percentText(share: number): string {
  if (share >= 1) return '100%';
  return `${Math.min(99, Math.round(unit(share) * 100))}%`;
}

/** A pass rate with one decimal, `.0` dropped: `99.2%`, `23%`. `100%` only for exactly 1. */
export function passRateText(rate: number): string {
  if (rate >= 1) return '100%';
  return `${Math.min(99.9, Math.round(unit(rate) * 1000) / 10)}%`;
}

function unit(share: number): number {
  return Number.isNaN(share) ? 0 : Math.max(0, share);
}
