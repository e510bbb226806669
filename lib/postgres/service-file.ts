/**
 * A service's parameters in a service file (`~/.pg_service.conf`), by libpq's names for them; null if it has no such
 * service. A service begins with its name in brackets; each line after that is `name=value`.
 */
export function serviceIn(text: string, service: string): ReadonlyMap<string, string> | null {
  let said: Map<string, string> | null = null;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      // The first service with the name counts.
      if (said !== null) return said;
      if (line === `[${service}]`) said = new Map();
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0) said?.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return said;
}
