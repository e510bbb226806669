/** A number alone is one of seconds. */
const parts = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/;
const milliseconds = [86_400_000, 3_600_000, 60_000, 1000] as const;

/** The longest duration that a timer can be set to, ms: almost 25 days. */
export const longestDurationMs = 2_147_483_647;

/**
 * A duration such as `90s` or `90`, `10m`, `2h` or `1h30m` in ms; null if the text is no duration, or one too long for a
 * timer.
 */
export function durationIn(text: string): number | null {
  const sum = millisecondsIn(text);
  return sum !== null && sum <= longestDurationMs ? sum : null;
}

/** How far back to look: ms, more than 0, or `all` for all times; null if the text is neither. */
export function periodIn(text: string): number | 'all' | null {
  if (text.trim().toLowerCase() === 'all') return 'all';
  const sum = millisecondsIn(text);
  return sum !== null && sum > 0 && Number.isSafeInteger(sum) ? sum : null;
}

function millisecondsIn(text: string): number | null {
  const match = parts.exec(text.trim().toLowerCase());
  // `1h30` might be minutes.
  if (match === null || match[0] === '' || /\D\d+$/.test(match[0])) return null;
  return milliseconds.reduce((total, unit, index) => total + unit * Number(match[index + 1] ?? 0), 0);
}
