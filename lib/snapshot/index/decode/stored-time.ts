// Local copies, because they are used in loops over all jobs.
const { trunc } = Math;
const none = Number.NaN;

/** Stands for a time if only SQL can tell what a value means. */
export const timeNeedsSql = Number.POSITIVE_INFINITY;

const firstYear = 1970;
/** Because of an offset, its last seconds may fall into the next year, which SQLite still supports. */
const lastYear = 9998;
/** Days of a year before each month. */
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const secondsEnd = 100_000_000_000;
const millisecondsEnd = 100_000_000_000_000;
const longestText = 64;
/** A number with more digits might be rounded. */
const mostDigits = 15;
const mostOffsetHours = 14;
const zero = 0x30;
const point = 0x2e;

/** fragment.epoch_ms of a whole number, ms; NaN: none. */
export function wholeTime(value: number): number {
  if (value < 1 || value > Number.MAX_SAFE_INTEGER) return none;
  if (value < secondsEnd) return value * 1000;
  // A division of all of it might round up.
  return value < millisecondsEnd ? value : (value - (value % 1000)) / 1000;
}

/** fragment.epoch_ms of a text, ms; NaN: none, {@link timeNeedsSql}: a form that isn't handled here. */
export function textTime(bytes: Uint8Array, at: number, length: number): number {
  if (length === 0) return none;
  if (length < 19) return digitsTime(bytes, at, length);
  if (length > longestText) return timeNeedsSql;
  const dateTime = secondsOf(bytes, at) * 1000;
  return length === 19 ? dateTime : dateTime + suffixMs(bytes, at + 19, at + length);
}

function digitsTime(bytes: Uint8Array, at: number, length: number): number {
  const digits = wholePart(bytes, at, length);
  if (digits < 1 || digits > mostDigits || bytes[at] === zero) return timeNeedsSql;
  let value = 0;
  for (let index = at; index < at + digits; index += 1) {
    const digit = (bytes[index] ?? 0) - zero;
    if (digit < 0 || digit > 9) return timeNeedsSql;
    value = value * 10 + digit;
  }
  return wholeTime(value);
}

/** The length without a fraction of zeros, which is how a real number is written into a text column. */
function wholePart(bytes: Uint8Array, at: number, length: number): number {
  let end = length;
  while (end > 0 && bytes[at + end - 1] === zero) end -= 1;
  return end < length && bytes[at + end - 1] === point ? end - 1 : length;
}

/** Seconds of `YYYY-MM-DD HH:MM:SS`. Day 31 of a shorter month and hour 24 are left to SQL. */
function secondsOf(bytes: Uint8Array, at: number): number {
  const century = twoDigits(bytes, at);
  const inCentury = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  const year = century * 100 + inCentury;
  const isForm =
    bytes[at + 4] === 0x2d &&
    bytes[at + 7] === 0x2d &&
    (bytes[at + 10] === 0x20 || bytes[at + 10] === 0x54) &&
    bytes[at + 13] === 0x3a &&
    bytes[at + 16] === 0x3a;
  if (!isForm || inCentury > 99 || year < firstYear || year > lastYear) return timeNeedsSql;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return timeNeedsSql;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const leapDay = isLeap && month > 2 ? 1 : 0;
  if (day > (daysIn[month - 1] ?? 0) + (isLeap && month === 2 ? 1 : 0)) return timeNeedsSql;
  const leapYears = trunc((year - 1969) / 4) - trunc((year - 1901) / 100) + trunc((year - 1601) / 400);
  const days = (year - 1970) * 365 + leapYears + (daysBefore[month - 1] ?? 0) + leapDay + day - 1;
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/** 100 if these aren't two digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 100 : tens * 10 + ones;
}

/** The ms that a fraction, and Z or an offset, add. */
function suffixMs(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let ms = 0;
  if (bytes[at] === point) {
    at += 1;
    let unit = 100;
    for (; at < end; at += 1, unit = unit === 1 ? 0 : unit / 10) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      ms += digit * unit;
    }
    if (at === from + 1) return timeNeedsSql;
    if (at === end) return ms;
  }
  const sign = bytes[at];
  if (sign === 0x5a || sign === 0x7a) return at + 1 === end ? ms : timeNeedsSql;
  const isOffset = (sign === 0x2b || sign === 0x2d) && at + 6 === end && bytes[at + 3] === 0x3a;
  const hours = twoDigits(bytes, at + 1);
  const minutes = twoDigits(bytes, at + 4);
  if (!isOffset || hours > mostOffsetHours || minutes > 59) return timeNeedsSql;
  const offset = (hours * 60 + minutes) * 60_000;
  return sign === 0x2b ? ms - offset : ms + offset;
}
