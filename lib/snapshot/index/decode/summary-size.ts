import { listed } from '../../../schema/statement.js';
import { isDigit, PlainJson } from './plain-json.js';

const [comma, minus, zero, closeBrace] = [0x2c, 0x2d, 0x30, 0x7d];
/** A number with more digits might be rounded. */
const mostDigits = 15;

/** Members that may hold the size, in order of preference. */
const sizeKeys = listed('summary_bytes', 'part.key').map((key) => new TextEncoder().encode(key));

/** Stands for a size that has to be read by SQL. */
export const sizeNeedsSql = -1;

/**
 * fragment.summary_bytes of the text that begins at `from`, with a brace: 0 for none, {@link sizeNeedsSql} if it isn't
 * JSON of the plainest kind.
 */
export function summarySize(bytes: Uint8Array, from: number, length: number): number {
  const json = new PlainJson(bytes, from + 1, from + length);
  let size = 0;
  let best = sizeKeys.length;
  let seen = 0;
  json.blanks();
  if (!json.takes(closeBrace)) {
    do {
      json.blanks();
      if (!json.key() || json.isEscaped) return sizeNeedsSql;
      const key = sizeKey(bytes, json.stringStart, json.stringEnd);
      if (key < sizeKeys.length && (json.next === minus || isDigit(json.next))) {
        const value = wholeNumber(json);
        // If a key occurs twice, SQLite may take either value.
        if (value === sizeNeedsSql || seen & (1 << key)) return sizeNeedsSql;
        seen |= 1 << key;
        if (key < best) {
          best = key;
          size = value;
        }
      } else if (!json.value()) {
        return sizeNeedsSql;
      }
      json.blanks();
    } while (json.takes(comma));
    if (!json.takes(closeBrace)) return sizeNeedsSql;
  }
  json.blanks();
  return json.at === json.end ? size : sizeNeedsSql;
}

/** The index of a key among those for a size; their number for any other key. */
function sizeKey(bytes: Uint8Array, start: number, end: number): number {
  let place = 0;
  for (; place < sizeKeys.length; place += 1) {
    const key = sizeKeys[place];
    if (key?.length !== end - start) continue;
    let same = 0;
    while (same < key.length && key[same] === bytes[start + same]) same += 1;
    if (same === key.length) break;
  }
  return place;
}

/** Reads digits only: the caller finds that a fraction or an exponent after them doesn't belong there. */
function wholeNumber(json: PlainJson): number {
  const start = json.at;
  let value = 0;
  for (; isDigit(json.next); json.at += 1) value = value * 10 + json.next - zero;
  const digits = json.at - start;
  const isPadded = digits > 1 && json.bytes[start] === zero;
  return digits === 0 || digits > mostDigits || isPadded ? sizeNeedsSql : value;
}
