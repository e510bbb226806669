import type { LogColor } from '../frame.js';

/** How far into a line its level may be: after a time, a thread, a module. */
const furthest = 120;

const words = String.raw`\b(?:FATAL|CRITICAL|SEVERE|EMERG|PANIC|ERROR|ERR)\b`;
const warnings = String.raw`\b(?:WARNING|WARN)\b`;
/**
 * `level=error`, `"level":"error"`, `[error]`, `error:` at the line's beginning: lower case only counts where it
 * is unambiguous.
 */
const marked = (levels: string) =>
  String.raw`(?:\b(?:level|severity|lvl)"?\s*[=:]\s*"?|\[\s*|^\s*)(?:${levels})(?=["\]:\s]|$)`;

const error = new RegExp(`${words}|${marked('[Ff]atal|[Cc]ritical|[Ee]rror|[Pp]anic')}`);
const warning = new RegExp(`${warnings}|${marked('[Ww]arning|[Ww]arn')}`);

/** The colour of a line by its level: red for errors, yellow for warnings; null for others. */
export function severityColor(text: string): LogColor | null {
  const head = text.slice(0, furthest);
  const isError = error.exec(head);
  const isWarning = warning.exec(head);
  // The level comes before the message, which may mention other levels.
  if (isError === null || isWarning === null) return isError ? 'red' : isWarning ? 'yellow' : null;
  return isError.index <= isWarning.index ? 'red' : 'yellow';
}
