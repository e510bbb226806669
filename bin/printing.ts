/** What prints one picture in the screen's colours, in one part of the bundle. */
export { printPanel } from '../lib/commands/panels.js';
export { print } from '../lib/commands/print.js';
export { styledText } from '../widgets/styled-text.js';
