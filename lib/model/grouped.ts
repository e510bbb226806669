const form = new Intl.NumberFormat('en-US');

/** A whole number as it is written in a sentence: `10,000`. */
export function grouped(count: number): string {
  return form.format(count);
}
