/** What prints one picture in the screen's colours, in one part of the bundle. */

export { styledText } from '../../widgets/theme.js';
export { print, printPanel } from '../commands/print.js';
