import { type DiagnosticDetails, type DiagnosticEvent, diagnosticEvents } from './diagnostics.js';

/** Values are cut to this length. */
const longestValue = 4000;

/** A value that needs no quotes. */
const word = /^[\w./:@%+,-]+$/;

/** Characters that a terminal could act on when it shows the file, or that would hide or reverse its text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu;

/** One line: `2026-01-15T12:00:00.000Z warn read.failed code=busy detail="no quiet instant"`, with its line break. */
export function logLine(at: number, event: DiagnosticEvent, details: DiagnosticDetails): string {
  const pairs = Object.entries(details).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [`${key}=${valueText(String(value))}`],
  );
  return `${[timeText(at), diagnosticEvents[event], event, ...pairs].join(' ')}\n`;
}

/** Whether a file that begins like this may be one of ours. */
export function beginsLikeLog(beginning: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(beginning);
}

/** Plain if it is one word, else a JSON string with every invisible character escaped. */
function valueText(value: string): string {
  const bounded = value.length > longestValue ? `${value.slice(0, longestValue)}...` : value;
  if (word.test(bounded)) return bounded;
  return JSON.stringify(bounded).replace(unprintable, escaped);
}

function escaped(character: string): string {
  let text = '';
  for (let unit = 0; unit < character.length; unit += 1) {
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }
  return text;
}

/** The clock may give any value, even one that is no valid date. */
function timeText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}
