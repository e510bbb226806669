const canonicalNumber = /^(0|-?[1-9]\d{0,18})$/;

/** Ids as a JSON list: numbers where they are, for SQLite keeps their digits, else text. */
export function oneForm(ids: readonly string[]): string {
  return `[${ids.map((id) => (canonicalNumber.test(id) ? id : JSON.stringify(id))).join(',')}]`;
}

/** The same, with the numbers as text too, for a column that holds digits as text without saying so. */
export function bothForms(ids: readonly string[]): string {
  const numbers = ids.filter((id) => canonicalNumber.test(id));
  return `[${[...numbers, ...ids.map((id) => JSON.stringify(id))].join(',')}]`;
}
