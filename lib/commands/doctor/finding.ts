import type { Finding } from '../../model/problem.js';
import { sanitize } from '../../view/text/sanitize.js';
import { wrapWords } from '../../view/text/width.js';

const limit = 4096;

/** A value from outside, such as a path or a variable, made safe to print. */
export function clean(text: string): string {
  return sanitize(text, limit);
}

/**
 * The findings as aligned lines, with a summary at the end. Lines longer than `columns` cells are wrapped,
 * indented to where their text begins; null: they aren't wrapped.
 */
export function findingLines(findings: readonly Finding[], columns: number | null): string {
  const width = Math.max(...findings.map(({ topic }) => topic.length));
  const lines = findings.flatMap(({ topic, verdict, text }) => {
    const head = `${words[verdict].padEnd(4)}  ${topic.padEnd(width)}  `;
    const room = columns === null ? Number.POSITIVE_INFINITY : Math.max(leastRoom, columns - head.length);
    const [first = '', ...rest] = wrapWords(text, room);
    return [head + first, ...rest.map((line) => ' '.repeat(head.length) + line)];
  });
  return `${[...lines, '', verdictOn(findings)].join('\n')}\n`;
}

/** The same for scripts, as one JSON object. */
export function findingJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ schema: 1, works: isWell(findings), findings })}\n`;
}

/** Whether the dashboard will work. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== 'bad');
}

/** On a narrower screen wrapping is left to the terminal. */
const leastRoom = 20;

const words: Readonly<Record<Finding['verdict'], string>> = { good: 'ok', note: 'note', bad: 'bad' };

function verdictOn(findings: readonly Finding[]): string {
  const bad = findings.filter(({ verdict }) => verdict === 'bad').map(({ topic }) => topic);
  return bad.length === 0
    ? 'The dashboard will work here.'
    : `The dashboard will not work here: see ${bad.join(', ')}.`;
}
