import { bad, type Finding, note, type Problem } from '../../model/problem.js';
import { sanitize } from '../../view/text/sanitize.js';
import { wrapWords } from '../../view/text/width.js';
import { oneShot } from '../write-out.js';

const limit = 4096;

/** A value from outside, such as a path or a variable, made safe to print. */
export function clean(text: string): string {
  return sanitize(text, limit);
}

/** Why a database can't be read; one that is only busy now can be at another time. */
export function problemFinding(topic: string, problem: Problem): Finding {
  const { code, sentence, advice } = oneShot(problem);
  return (code === 'busy' ? note : bad)(topic, `${sentence} ${advice}`);
}

/** What was found of one database. */
export interface DatabaseFindings {
  readonly name: string;
  /** The file, or the name of its host. */
  readonly path: string;
  readonly findings: readonly Finding[];
}

/** All findings in one list; where there are several databases, topics name the one that they are about. */
export function allOf(common: readonly Finding[], parts: readonly DatabaseFindings[]): readonly Finding[] {
  const of = (name: string): string => (parts.length === 1 ? '' : ` of ${clean(name)}`);
  const named = parts.flatMap(({ name, findings }) =>
    findings.map((finding) => ({ ...finding, topic: `${finding.topic}${of(name)}` })),
  );
  return [...common, ...named];
}

/**
 * The findings as aligned lines, those of each of several databases under its name, with a summary at the end. Lines
 * longer than `columns` cells are wrapped, indented to where their text begins; null: they aren't wrapped.
 */
export function findingLines(
  common: readonly Finding[],
  parts: readonly DatabaseFindings[],
  columns: number | null,
): string {
  const shown = [common, ...parts.map(({ findings }) => findings)];
  const width = Math.max(...shown.flat().map(({ topic }) => topic.length));
  const lines = shown.flatMap((findings, index) => {
    const part = parts.length === 1 ? undefined : parts[index - 1];
    const heading = part === undefined ? [] : ['', `${clean(part.name)} (${clean(part.path)})`];
    return [...heading, ...findings.flatMap((finding) => linesOf(finding, width, columns))];
  });
  return `${[...lines, '', verdictOn(allOf(common, parts))].join('\n')}\n`;
}

function linesOf({ topic, verdict, text }: Finding, width: number, columns: number | null): string[] {
  const head = `${words[verdict].padEnd(4)}  ${topic.padEnd(width)}  `;
  const room = columns === null ? Number.POSITIVE_INFINITY : Math.max(leastRoom, columns - head.length);
  const [first = '', ...rest] = wrapWords(text, room);
  return [head + first, ...rest.map((line) => ' '.repeat(head.length) + line)];
}

/** Findings for scripts, as one JSON object; a finding of one of several databases has its name and path. */
export function findingJson(common: readonly Finding[], parts: readonly DatabaseFindings[]): string {
  const findings = parts.flatMap(({ name, path, findings: own }) =>
    own.map((finding) =>
      parts.length === 1 ? finding : { ...finding, database: clean(name), path: clean(path) },
    ),
  );
  const works = isWell(allOf(common, parts));
  return `${JSON.stringify({ schema: 1, works, findings: [...common, ...findings] })}\n`;
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
