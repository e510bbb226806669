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
  const whole = prettyBytes(bytes, { maximumFractionDigits: 0 });
  const isShort = size >= 1000 && /^-?\d /.test(whole);
  return isShort ? prettyBytes(bytes, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) : whole;
}
