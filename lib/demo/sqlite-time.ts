/** A time as `datetime()` writes it (behaviour 9.4): `YYYY-MM-DD HH:MM:SS`, UTC. From ms since the epoch. */
export function sqliteTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
