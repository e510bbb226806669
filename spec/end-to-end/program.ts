import { fileURLToPath } from 'node:url';

/** The program as it ships, as `bin` in package.json names it. */
export const program = fileURLToPath(new URL('../../program/jobs-view.js', import.meta.url));

/**
 * Options of Node for a program that ends soon: SQLite is compiled in one go, and not once more for a speed that never
 * pays. That takes a quarter of what a start takes of the processor. Specs of time and of endings start the program
 * without.
 */
export const brief = ['--liftoff-only'] as const;
