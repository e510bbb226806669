const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const day = String.raw`(?:0[1-9]|[12]\d|3[01])`;
const date = String.raw`(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])[-/]${day}`;
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-6]\d(?:[.,]\d{1,9})?`;
const zone = String.raw` ?(?:Z|UTC|[+-](?:0\d|1[0-4]):?[0-5]\d)`;
/** Seconds or milliseconds from 2015 to 2039: other numbers are less likely to be times. */
const epoch = String.raw`(?:14[2-9]\d|1[5-9]\d\d|2[01]\d\d)\d{6}(?:\d{3}|\.\d{1,9})?`;
const stamp = `(?:${date}[T ]${time}(?:${zone})?|${time}|${month} (?:${day}| [1-9]) ${time}|${epoch})`;

const leading = new RegExp(String.raw`^(?:${stamp}|\[${stamp}\]) (?=\s*\S)`);

/**
 * How many characters at the beginning of a line are a time, including the space after it; 0 if that isn't
 * certain, or if nothing would be left of the line.
 */
export function timestampLength(text: string): number {
  return leading.exec(text)?.[0].length ?? 0;
}
