import { type Figure, passes, type Target, type Trial, type TrialAnswer, type Unit } from './trial.js';

/** A trial and its result: its answer, or why it has none. */
export interface Result {
  readonly trial: Trial;
  readonly answer: TrialAnswer | { readonly failed: string };
}

/** Whether every figure of every trial is on the right side of its target. */
export function allPass(results: readonly Result[]): boolean {
  return results.every((result) =>
    result.trial.figures.every((figure) => passes(figureOf(result, figure), figure.target)),
  );
}

/** One trial's figures in a line, for a person who waits for the table. */
export function summary(result: Result): string {
  const figures = result.trial.figures.map((figure) => cellsOf(result, figure).slice(3).join(' '));
  return `${result.trial.name}: ${figures.join(', ')}`;
}

/** What was measured, each figure with its target, and what there is to say about them. Ends in a newline. */
export function table(results: readonly Result[]): string {
  const rows = results.flatMap((result) => result.trial.figures.map((figure) => cellsOf(result, figure)));
  const heads = ['trial', 'what', 'against', 'figure', 'target', ''];
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths
    .map((width) => '─'.repeat(width))
    .join('  ')
    .trimEnd();
  return `${[lines[0], rule, ...lines.slice(1), '', ...results.flatMap(notesOf)].join('\n')}\n`;
}

function cellsOf(result: Result, figure: Figure): string[] {
  const value = figureOf(result, figure);
  return [
    result.trial.name,
    figure.measured,
    figure.against,
    value === undefined ? '–' : amount(value, figure.unit),
    targetText(figure.target, figure.unit),
    passes(value, figure.target) ? 'pass' : 'FAIL',
  ];
}

function figureOf({ answer }: Result, { key }: Figure): number | undefined {
  return 'failed' in answer ? undefined : answer.figures[key];
}

function notesOf({ trial, answer }: Result): string[] {
  const notes = 'failed' in answer ? answer.failed.trimEnd().split('\n') : answer.notes;
  return notes.map((note) => `${trial.name}: ${note}`);
}

function targetText(target: Target, unit: Unit): string {
  return 'atMost' in target ? `≤ ${plain(target.atMost, unit)}` : `≥ ${plain(target.atLeast, unit)}`;
}

function plain(value: number, unit: Unit): string {
  if (unit === 'count') return `${value}`;
  return unit === '×' ? `${value}×` : `${value} ${unit}`;
}

/** Three digits at least, so that a figure near its target isn't rounded to the other side of it unseen. */
function amount(value: number, unit: Unit): string {
  if (Number.isInteger(value)) return plain(value, unit);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return plain(Number(value.toFixed(digits)), unit);
}
