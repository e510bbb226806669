import type { ToldEvent } from '../../model/follow-event.js';
import { followJson } from '../../view/text-out/follow-json.js';
import { followText } from '../../view/text-out/follow-text.js';
import { isWritten } from '../write-out.js';
import type { Cursors } from './cursors.js';

/** How a database's events are printed. */
export interface LinesOptions {
  readonly format: 'text' | 'json';
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  /** The database's name if several are followed; else null. */
  readonly name: string | null;
  readonly unicode: boolean;
  /** Shared by all databases that are followed. */
  readonly cursors: Cursors;
}

/** Text is written in portions of this many characters. */
const portion = 65_536;

/** Prints a database's events, one line each; resolves with false when nobody reads them any more. */
export async function printLines(
  told: readonly ToldEvent[],
  { format, path, name, unicode, cursors }: LinesOptions,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  let text = '';
  for (const { event, asOf, cursor } of told) {
    if (format === 'json') cursors.move(name ?? path, cursor);
    const line =
      format === 'json'
        ? followJson(event, { asOf, cursor: cursors.text, path, name })
        : followText(event, asOf, { unicode, name });
    if (line !== null) text += `${line}\n`;
    if (text.length < portion) continue;
    if (!(await isWritten(output, text))) return false;
    text = '';
  }
  return text === '' || (await isWritten(output, text));
}
