/** What prints one picture in the screen's colours, in one part of the bundle. */
export { print, printPanel } from '../lib/commands/print.js';
export { styledText } from '../widgets/theme.js';
