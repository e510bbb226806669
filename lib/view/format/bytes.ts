import prettyBytes from 'pretty-bytes';

/** pretty-bytes has no unit beyond the yottabyte. */
const largest = 10n ** 27n;

/**
 * A size: `847 MB`, `1.2 GB`. One decimal under 10, none from 10 on, none for bytes; truncated rather than
 * rounded, so that it is never too much, and never 1000 of a unit.
 */
export function bytesText(bytes: bigint | number): string {
  if (typeof bytes === 'number' && !Number.isFinite(bytes)) return '?';
  const size = bytes < 0 ? -bytes : bytes;
  if (size >= largest) return bytes < 0 ? '-999 YB' : '999 YB';
  const digits = BigInt(typeof size === 'number' ? Math.trunc(size) : size).toString();
  // Told how many decimals there should be, pretty-bytes would load Node's tables of languages (see `grouped`).
  const text = prettyBytes(Number(truncated(digits)));
  const isShort = digits.length > 3 && /^\d /.test(text);
  return (bytes < 0 ? '-' : '') + (isShort ? text.replace(' ', '.0 ') : text);
}

/** The digits that are shown, then zeros: those before the thousands' separator, and one more after a single one. */
function truncated(digits: string): string {
  const leading = ((digits.length - 1) % 3) + 1;
  return digits.slice(0, leading === 1 ? 2 : leading).padEnd(digits.length, '0');
}
