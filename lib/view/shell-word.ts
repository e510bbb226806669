const harmless = /^[\w@%+=:,./-]+$/;

/** A text as one word of a shell's command line: in single quotes where it needs them. */
export function shellWord(text: string): string {
  return harmless.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
