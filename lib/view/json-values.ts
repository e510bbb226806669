/** A value as one line of JSON that is safe to print on a terminal: anything that could affect it is escaped. */
export function printed(value: object): string {
  return JSON.stringify(value).replace(unprintable, escaped);
}

/** Controls, format characters, lone surrogates, private use and the unassigned; line and paragraph separators. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** An id as a number while that is exact, else as text. */
export function idIn(id: string | null): number | string | null {
  if (id === null) return null;
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}

/** A number while that is exact, else its digits. */
export function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** An instant (ms) in RFC 3339, which knows the years 0000 to 9999; null for none, and for what lies beyond. */
export function timeOf(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms)) return null;
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return null;
  const text = date.toISOString();
  return /^\d{4}-/.test(text) ? text : null;
}

/** A duration (ms) in whole seconds; null for none. */
export function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 1000);
}

/** A duration (ms) in seconds with every digit that it has; null for none. */
export function exactSecondsOf(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** A number with at most that many decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
