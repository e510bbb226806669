/**
 * What a service file (`~/.pg_service.conf`) says of a service, by the names that libpq has for parameters; null where
 * it has no such service. A service begins with its name in brackets; each line after that is `name=value`.
 */
export function serviceIn(text: string, service: string): ReadonlyMap<string, string> | null {
  let said: Map<string, string> | null = null;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      // The first of that name counts.
      if (said !== null) return said;
      if (line === `[${service}]`) said = new Map();
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) said?.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return said;
}
