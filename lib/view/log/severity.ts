import type { LogColor } from '../frame.js';

/** How far into a line its level may stand: after a time, a thread, a module. */
const furthest = 120;

const words = String.raw`\b(?:FATAL|CRITICAL|SEVERE|EMERG|PANIC|ERROR|ERR)\b`;
const warnings = String.raw`\b(?:WARNING|WARN)\b`;
/** `level=error`, `"level":"error"`, `[error]`, `error:` at the line's beginning: in small letters only where nothing else is meant. */
const marked = (levels: string) =>
  String.raw`(?:\b(?:level|severity|lvl)"?\s*[=:]\s*"?|\[\s*|^\s*)(?:${levels})(?=["\]:\s]|$)`;

const error = new RegExp(`${words}|${marked('[Ff]atal|[Cc]ritical|[Ee]rror|[Pp]anic')}`);
const warning = new RegExp(`${warnings}|${marked('[Ww]arning|[Ww]arn')}`);

/** The colour of a line that says how bad it is: red for errors, yellow for warnings; null for all others. */
export function severityColor(text: string): LogColor | null {
  const head = text.slice(0, furthest);
  const isError = error.exec(head);
  const isWarning = warning.exec(head);
  // The level comes before the message, which may speak of other levels.
  if (isError === null || isWarning === null) return isError ? 'red' : isWarning ? 'yellow' : null;
  return isError.index <= isWarning.index ? 'red' : 'yellow';
}
