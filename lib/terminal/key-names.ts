/** Modifiers as xterm encodes them: bits of (parameter - 1). Meta counts as Alt, as on most keyboards. */
const shiftBit = 1;
const altBit = 2;
const ctrlBit = 4;
const meta = 8;

/** Final bytes of `CSI … X` and `ESC O X` on xterm, VT, Linux and rxvt. */
const finals: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  E: 'Begin',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
};

/** rxvt's arrows with Shift (`CSI a`) and Ctrl (`ESC O a`). */
const rxvtArrows: Readonly<Record<string, string>> = { a: 'Up', b: 'Down', c: 'Right', d: 'Left' };

/** The numeric keypad in application mode: `ESC O X`. */
const keypad: Readonly<Record<string, string>> = {
  M: 'Enter',
  X: '=',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  ...Object.fromEntries([...'pqrstuvwxy'].map((final, digit) => [final, `${digit}`])),
};

/** `CSI n ~`, and with rxvt's finals for modifiers. */
const numbered: Readonly<Record<number, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  ...Object.fromEntries(
    [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map((n, index) => [n, `F${index + 1}`]),
  ),
};

const rxvtModifiers: Readonly<Record<string, number>> = {
  '~': 0,
  $: shiftBit,
  '^': ctrlBit,
  '@': shiftBit | ctrlBit,
};

/**
 * The name of a control sequence (`CSI` + parameters + final byte), such as `Down`, `Ctrl-Up`, `Shift-Tab`, `F5`;
 * null if it isn't a key: focus, mouse, replies, unknown. `prefix` is a private marker such as `?` or `<`.
 */
export function controlSequenceKey(prefix: string, parameters: string, final: string): string | null {
  if (prefix !== '') return null;
  const numbers = parameters.split(';').map((part) => Number.parseInt(part, 10));
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = numbers;
  if (final in rxvtModifiers) {
    if (final === '~' && first === 27) return codePointKey(third, modifiersOf(second));
    const name = numbered[first];
    return name === undefined ? null : modified(name, (rxvtModifiers[final] ?? 0) | modifiersOf(second));
  }
  if (final === 'u') return codePointKey(first, modifiersOf(second));
  if (final === 'Z') return 'Shift-Tab';
  const shifted = parameters === '' ? rxvtArrows[final] : undefined;
  if (shifted !== undefined) return modified(shifted, shiftBit);
  // A report of the cursor's position also ends in R, but its first number is a row.
  if (parameters !== '' && first !== 1) return null;
  const name = finals[final];
  return name === undefined ? null : modified(name, modifiersOf(second));
}

/** The name of `ESC O X`; null if it isn't a key. */
export function applicationKey(final: string): string | null {
  const controlled = rxvtArrows[final];
  if (controlled !== undefined) return modified(controlled, ctrlBit);
  return finals[final] ?? keypad[final] ?? null;
}

/** The name of the Linux console's `CSI [ X`: F1 to F5; null for anything else. */
export function consoleKey(final: string): string | null {
  const index = 'ABCDE'.indexOf(final);
  return index < 0 ? null : `F${index + 1}`;
}

/** The name of a single character: printable, or a control character. Null if it isn't a key. */
export function characterKey(character: string): string | null {
  const code = character.codePointAt(0) ?? 0;
  switch (code) {
    case 0x00:
      return 'Ctrl-Space';
    case 0x08:
    case 0x7f:
      return 'Backspace';
    case 0x09:
      return 'Tab';
    case 0x0a:
    case 0x0d:
      return 'Enter';
    case 0x1b:
      return 'Escape';
    case 0x20:
      return 'Space';
  }
  if (code < 0x1b) return `Ctrl-${String.fromCharCode(code + 0x60)}`;
  if (code < 0x20) return `Ctrl-${String.fromCharCode(code + 0x40)}`;
  return code < 0xa0 && code > 0x7e ? null : character;
}

/** Keyboards that report code points (`CSI 27;m;c~`, `CSI c;mu`). */
function codePointKey(code: number, modifiers: number): string | null {
  if (!(code >= 0 && code <= 0x10ffff)) return null;
  const plain = characterKey(String.fromCodePoint(code));
  if (plain === null) return null;
  if (plain === 'Tab' && modifiers === shiftBit) return 'Shift-Tab';
  // The character itself already shows that Shift was held.
  return modified(plain, plain.length === 1 ? modifiers & ~shiftBit : modifiers);
}

function modifiersOf(parameter: number): number {
  return parameter >= 2 && parameter <= 16 ? parameter - 1 : 0;
}

function modified(name: string, modifiers: number): string {
  const ctrl = modifiers & ctrlBit ? 'Ctrl-' : '';
  const alt = modifiers & (altBit | meta) ? 'Alt-' : '';
  const shift = modifiers & shiftBit ? 'Shift-' : '';
  return `${ctrl}${alt}${shift}${name}`;
}

/** What the mouse did, and in which cell of the screen, from 0. */
export interface MouseReport {
  readonly what: 'click' | 'wheel-up' | 'wheel-down';
  readonly column: number;
  readonly row: number;
}

const mouseButtons: Readonly<Record<number, MouseReport['what']>> = {
  0: 'click',
  64: 'wheel-up',
  65: 'wheel-down',
};

/** What `CSI < button ; column ; row M` reports; null for other buttons, and with a modifier. */
export function mouseReport(parameters: string): MouseReport | null {
  const [button = Number.NaN, column = 0, row = 0] = parameters.split(';').map(Number);
  const what = mouseButtons[button];
  return what === undefined || !(column > 0 && row > 0) ? null : { what, column: column - 1, row: row - 1 };
}
