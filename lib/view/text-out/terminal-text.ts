import { asciiOnly, sanitize } from '../text/sanitize.js';

/** A longer line is shown in parts, in characters. */
const longestPart = 65_536;

/** A log's bytes as text that is safe to print on a terminal, line by line as the log viewer shows them. */
export class TerminalText {
  readonly #decoder = new TextDecoder();
  readonly #unicode: boolean;
  /** The beginning of a line whose end hasn't come yet. */
  #open = '';
  #isAtStart = true;

  /** `unicode`: whether the terminal shows more than ASCII. */
  constructor(unicode: boolean) {
    this.#unicode = unicode;
  }

  /** The lines that these bytes complete. */
  of(bytes: Uint8Array): string {
    const lines = (this.#open + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#open = lines.pop() ?? '';
    const whole = lines.map((line) => `${this.#shown(line.replace(/\r$/, ''))}\n`).join('');
    if (whole !== '') this.#isAtStart = true;
    return this.#open.length > longestPart ? whole + this.open() : whole;
  }

  /** What is known of a line that isn't complete yet; its end comes later. */
  open(): string {
    const shown = this.#shown(this.#open);
    if (shown !== '') this.#isAtStart = false;
    this.#open = '';
    return shown;
  }

  /** The rest, with a line break if it lacks one. */
  end(): string {
    const rest = this.open();
    return this.#isAtStart ? rest : `${rest}\n`;
  }

  #shown(line: string): string {
    const parts: string[] = [];
    for (let from = 0; from < line.length; from += longestPart) {
      const clean = sanitize(line.slice(from, from + longestPart), longestPart, { spaces: 'all' });
      parts.push(this.#unicode ? clean : asciiOnly(clean));
    }
    return parts.join('');
  }
}
