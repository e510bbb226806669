/** A version without the v before its number, like the SQL fragment version_number. */
export function versionNumber(version: string): string {
  return version.replace(/^v(?=\d)/i, '');
}
