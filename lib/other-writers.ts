import { statSync } from 'node:fs';

/** Who besides this user and root may change a file or what a folder holds; null if nobody can. Throws the system's errors. */
export function otherWriters(path: string): string | null {
  const { mode, uid } = statSync(path);
  if ((mode & 0o022) !== 0) return 'other users';
  return uid === 0 || uid === process.getuid?.() ? null : 'the user who owns it';
}
