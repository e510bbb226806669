/** What the name of a value in jobs' arguments begins with. */
export const argumentsName = 'args';
/** Such a name, as in `args.user`. */
export type ArgumentName = `${typeof argumentsName}${string}`;

/** The longest name of such a value, in characters. */
const longestName = 200;

/**
 * Steps on the way to a value in JSON, as SQLite understands them behind `$`: `.user`, `."first name"`, `[0]`, `[#-1]`.
 * `but`: more characters that only stand in quotes.
 */
const steps = (but: string) =>
  String.raw`(?:\.(?:[^\s\p{C}."'[\]${but}]+|"[^"\\\p{C}]+")|\[(?:#-)?\d{1,6}\])+`;
const argument = new RegExp(`^${argumentsName}${steps('')}$`, 'u');
/** Such a name, up to a sign of comparison. */
export const argumentCompared = argumentsName + steps(':<>');

/** Whether this names a value in what jobs were given, by a path in their JSON: `args.user.id`. */
export function isArgument(column: string): column is ArgumentName {
  return column.length <= longestName && argument.test(column);
}
