/** A version without the v before its number, as the SQL fragment version_number has it too. */
export function versionNumber(version: string): string {
  return version.replace(/^v(?=\d)/i, '');
}
