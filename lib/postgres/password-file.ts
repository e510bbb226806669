/**
 * The connection that a password is for. The host is named as in a password file: `localhost` for the default socket.
 */
export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password in a password file (`~/.pgpass`) for a connection: that of the first line that matches; null if none
 * does. A line is `host:port:database:user:password`; `*` matches anything, and a backslash escapes the next character.
 */
export function passwordIn(text: string, { host, port, database, user }: PasswordFor): string | null {
  const wanted = [host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const [password] = fields.slice(4);
    if (password !== undefined && wanted.every((value, at) => fits(fields[at] ?? '', value)))
      return plain(password);
  }
  return null;
}

/** The first five fields as written; anything after a further colon is ignored. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  for (const [, field = '', end] of line.matchAll(/((?:\\.|[^\\:]|\\$)*)(:|$)/gs)) {
    fields.push(field);
    if (end !== ':' || fields.length === 5) break;
  }
  return fields;
}

function fits(field: string, value: string): boolean {
  return field === '*' || plain(field) === value;
}

function plain(field: string): string {
  return field.replace(/\\(.)/gs, '$1');
}
