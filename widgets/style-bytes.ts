/** Bits of an attribute's flags, with what turns each on and off (SGR). */
const flags = [
  { bit: 1 << 18, on: 1, off: 22 },
  { bit: 2 << 18, on: 4, off: 24 },
  { bit: 4 << 18, on: 5, off: 25 },
  { bit: 8 << 18, on: 7, off: 27 },
  { bit: 16 << 18, on: 8, off: 28 },
] as const;
const ownColor = 0x1ff;

/** The attribute of a cell without a style. */
export const plainAttribute = (ownColor << 9) | ownColor;

/**
 * The shortest bytes that turn one attribute into another; `from` is null if it isn't known. `stepwise` says that the
 * terminal can turn off one thing and leave the others, which those without colours often can't.
 */
export function styleBytes(from: number | null, to: number, stepwise: boolean): string {
  if (from === to) return '';
  const known = stepwise ? knownStepwise : knownWhole;
  const before = known.get(from)?.get(to);
  if (before !== undefined) return before;
  const bytes = makeStyleBytes(from, to, stepwise);
  known.set(from, (known.get(from) ?? new Map<number, string>()).set(to, bytes));
  return bytes;
}

/** A screen has few styles and very many cells: each change is worked out once. */
type KnownBytes = Map<number | null, Map<number, string>>;
const knownStepwise: KnownBytes = new Map();
const knownWhole: KnownBytes = new Map();

function makeStyleBytes(from: number | null, to: number, stepwise: boolean): string {
  const all = [...flags.filter(({ bit }) => to & bit).map(({ on }) => on), ...colors(to)];
  if (all.length === 0) return '\x1b[m';
  if (from === plainAttribute) return sgr(all);
  const whole = sgr([0, ...all]);
  if (from === null || losesColor(from, to)) return whole;
  const off = flags.filter(({ bit }) => from & ~to & bit).map((flag) => flag.off);
  if (off.length > 0 && !stepwise) return whole;
  const on = flags.filter(({ bit }) => to & ~from & bit).map((flag) => flag.on);
  const step = sgr([...off, ...on, ...colors(to, from)]);
  return step.length < whole.length ? step : whole;
}

/** Codes for the terminal's own colours (39, 49) also end underlining on some consoles, so they aren't used. */
function losesColor(from: number, to: number): boolean {
  const loses = (one: number, other: number) => one !== ownColor && other === ownColor;
  return loses(foreground(from), foreground(to)) || loses(background(from), background(to));
}

function colors(attribute: number, before = plainAttribute): number[] {
  const [front, back] = [foreground(attribute), background(attribute)];
  return [
    ...(front === foreground(before) ? [] : color(front, 30)),
    ...(back === background(before) ? [] : color(back, 40)),
  ];
}

function color(index: number, base: 30 | 40): number[] {
  if (index === ownColor) return [];
  if (index < 8) return [base + index];
  return index < 16 ? [base + 60 + index - 8] : [base + 8, 5, index];
}

function foreground(attribute: number): number {
  return (attribute >> 9) & ownColor;
}

function background(attribute: number): number {
  return attribute & ownColor;
}

function sgr(codes: readonly number[]): string {
  return `\x1b[${codes.join(';')}m`;
}
