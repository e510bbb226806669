import { fileURLToPath } from 'node:url';

/** The compiled program, as `bin` in package.json names it. */
export const program = fileURLToPath(new URL('../../bin/jobs-view.js', import.meta.url));
