/** A cell as blessed keeps it: its attribute, and its text. */
type Cells = readonly (readonly [attribute: number, text: string])[];

/** Matches a move to a cell (H) or to the right (C), a style (m), or the text between two of them. */
const tokens = new RegExp(`${'\x1b'}\\[([\\d;]*)([HCm])|[^${'\x1b'}]+|${'\x1b'}`, 'g');

/**
 * Draws the same picture with fewer bytes. Blessed reaches each changed cell by way of its line's beginning, and
 * steps from one to the next, where it is often shorter to write the text between them again. `lines` is what the
 * screen shows afterwards, `plain` the attribute of a cell without a style.
 */
export function withFewerMoves(bytes: string, lines: readonly Cells[], plain: number): string {
  let written = '';
  /** The last move, which is written only if something follows it. */
  let move = '';
  let [line, column, isPlain] = [0, 0, true];
  for (const [token, parameters, kind] of bytes.matchAll(tokens)) {
    if (kind === 'H') {
      const [row, place] = (parameters ?? '').split(';').map(Number);
      [line, column] = [(row || 1) - 1, (place || 1) - 1];
      move = column === 0 ? `\x1b[${line + 1}H` : token;
      continue;
    }
    written += move;
    move = '';
    if (kind === 'C') {
      const steps = Number(parameters) || 1;
      written += isPlain
        ? shorter(token, lines[line]?.slice(column, column + steps) ?? [], steps, plain)
        : token;
      column += steps;
    } else {
      written += token;
      if (kind === 'm') isPlain = parameters === '' || parameters === '0';
      else column += token.length;
    }
  }
  return written + move;
}

/** The text of these cells, if it is plain and shorter than the move over them; otherwise the move. */
function shorter(token: string, cells: Cells, steps: number, plain: number): string {
  const isText =
    cells.length === steps && cells.every(([attribute, text]) => attribute === plain && text.length === 1);
  if (!isText) return token;
  const text = cells.map(([, each]) => each).join('');
  return Buffer.byteLength(text) < token.length ? text : token;
}
