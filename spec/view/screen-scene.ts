import type { Problem } from '../../lib/model/problem.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { appearance, drawn, now, stateWith } from './scene.js';

export const normal = { columns: 80, rows: 24 };

export function screen(
  given: Parameters<typeof stateWith>[0] = {},
  size = normal,
  looks = appearance,
): string {
  return drawn(frameOf(stateWith(given), size, now, looks));
}

/** The rows of a screen that something stands in, without the border. */
export function inside(text: string): string[] {
  return text
    .split('\n')
    .slice(1, -3)
    .map((row) => row.replace(/^│ {0,2}|│$/g, '').trimEnd())
    .filter((row) => row !== '' && !row.startsWith('═'));
}

export const missing: Problem = {
  code: 'missing',
  sentence: 'There is no file at this path.',
  file: '/home/operator/.casparian_flow/casparian_flow.sqlite3',
  advice: 'It is opened as soon as it appears.',
};
