/** A JSON object's members, of any kind. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads JSON that may be malformed or truncated: an object with those members, or an array with those elements,
 * that are complete and valid themselves. Anything else that isn't JSON gives undefined. Never throws.
 */
export function soundJson(text: string): unknown {
  const whole = jsonIn(text);
  if (whole !== undefined) return whole;
  const from = text.search(/\S/);
  if (text[from] === '{') return Object.fromEntries(parts(text, from).flatMap(member));
  if (text[from] === '[')
    return parts(text, from)
      .map(jsonIn)
      .filter((value) => value !== undefined);
  return undefined;
}

/** True for a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a text; undefined if it isn't JSON, which is a regular result here and not an error. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(part: string): [string, unknown][] {
  const object = jsonIn(`{${part}}`);
  return isJsonObject(object) ? Object.entries(object) : [];
}

/**
 * The texts between the commas of the object or array that begins at `from`; the last one only if it is closed.
 */
function parts(text: string, from: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return [...found, text.slice(start, at)];
    } else if (character === ',' && depth === 1) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return found;
}

/** Where the string that begins at `from` ends, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** Whether a value is a whole number from 0 up. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
