const units = ['', 'k', 'M', 'G', 'T', 'P'];

/**
 * A rate's figure in at most four characters: `0.4`, `812`, `2.4k`, `31k`, `1.2M`. Truncated, so never too high.
 */
export function shortCount(count: number): string {
  if (!Number.isFinite(count)) return '?';
  let figure = Math.max(0, count);
  let unit = 0;
  while (figure >= 1000 && unit < units.length - 1) {
    figure /= 1000;
    unit += 1;
  }
  if (figure >= 1000) return '>999P';
  const hasTenths = figure < 10 && (unit > 0 || !Number.isInteger(figure));
  return `${hasTenths ? (Math.floor(figure * 10) / 10).toFixed(1) : Math.floor(figure)}${units[unit]}`;
}
