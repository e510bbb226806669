import type { Line, StyleName } from '../lib/view/frame.js';
import { looks } from './theme.js';

/** Lines as SGR sequences and text, in the screen's colours, for output that is written once. */
export function styledText(lines: readonly Line[], colors: number): string {
  return lines.map((line) => line.map((span) => styled(span.text, span.style, colors)).join('')).join('\n');
}

function styled(text: string, style: StyleName, colors: number): string {
  const { bold, underline, inverse, of8, of256 } = looks[style];
  const color = colors >= 256 ? of256 && `38;5;${of256}` : colors >= 8 ? of8 && `3${of8}` : undefined;
  const codes = [bold && '1', underline && '4', inverse && '7', color].filter((code) => code !== undefined);
  return codes.length === 0 || text === '' ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`;
}
