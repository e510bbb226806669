import { type LogSettings, opened } from '../../lib/machine/state/log-viewer.js';
import type { LogLine } from '../../lib/model/log.js';
import { jobWith } from './scene.js';

export const settings: LogSettings = opened(jobWith({}), 80);

export function lineOf(text: string): LogLine {
  return { start: 0, end: text.length + 1, text, complete: true };
}
