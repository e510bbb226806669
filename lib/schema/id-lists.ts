const canonicalNumber = /^(0|-?[1-9]\d{0,18})$/;

/** Ids as a JSON list: as numbers if they are numbers, because SQLite keeps their digits, else as text. */
export function oneForm(ids: readonly string[]): string {
  return `[${ids.map((id) => (canonicalNumber.test(id) ? id : JSON.stringify(id))).join(',')}]`;
}

/** The list with numbers also as text, for a column that stores digits as text without declaring it. */
export function bothForms(ids: readonly string[]): string {
  const numbers = ids.filter((id) => canonicalNumber.test(id));
  return `[${[...numbers, ...ids.map((id) => JSON.stringify(id))].join(',')}]`;
}
