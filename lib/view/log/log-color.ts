import type { LogColor, StyleName } from '../frame.js';

/**
 * The parts of a terminal's style that are shown for a log. Background colours are left out, because our own
 * styles wouldn't show on them.
 */
export interface LogStyle {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: LogColor | null;
}

/** No colour and no weight. */
export const noStyle: LogStyle = { bold: false, dim: false, color: null };

/** Palette colours 1 to 6; black and white become the terminal's own colour, so that text stays readable. */
const palette: readonly (LogColor | null)[] = [
  null,
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  null,
];

/** A colour counts as grey if its brightest and darkest parts differ by less than this, of 255. */
const leastHue = 64;

/** The style after an SGR sequence with these parameters (`1;31`), with colons treated as semicolons. */
export function styleAfter(style: LogStyle, parameters: string): LogStyle {
  const codes = parameters.split(/[;:]/).map((code) => Number(code));
  let next = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 0) next = noStyle;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code >= 30 && code <= 37) next = { ...next, color: palette[code - 30] ?? null };
    else if (code === 39) next = { ...next, color: null };
    else if (code === 90) next = { ...next, dim: true, color: null };
    else if (code >= 91 && code <= 97) next = { ...next, color: palette[code - 90] ?? null };
    else if (code === 38 || code === 48) {
      const { color, length } = extended(codes.slice(index + 1));
      if (code === 38) next = { ...next, color };
      index += length;
    }
  }
  return next;
}

/** The name of a style in the theme. */
export function nameOf({ bold, dim, color }: LogStyle): StyleName {
  if (color === null) return bold ? 'strong' : dim ? 'dim' : 'plain';
  return bold ? strong[color] : color;
}

const strong: Readonly<Record<LogColor, StyleName>> = {
  red: 'strongRed',
  green: 'strongGreen',
  yellow: 'strongYellow',
  blue: 'strongBlue',
  magenta: 'strongMagenta',
  cyan: 'strongCyan',
};

/** A colour of 256 (`5;n`) or by its parts (`2;r;g;b`), and how many codes that takes. */
function extended(codes: readonly number[]): { readonly color: LogColor | null; readonly length: number } {
  const [kind, ...parts] = codes;
  if (kind === 5) return { color: of256(parts[0] ?? 0), length: 2 };
  if (kind === 2) return { color: nearest(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0), length: 4 };
  return { color: null, length: 0 };
}

function of256(index: number): LogColor | null {
  if (index < 16) return palette[index % 8] ?? null;
  if (index >= 232) return null;
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** The one of six hues made of those parts that are more than half lit. */
function nearest(red: number, green: number, blue: number): LogColor | null {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (!(most - least >= leastHue)) return null;
  const middle = (most + least) / 2;
  return palette[(red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0)] ?? null;
}
