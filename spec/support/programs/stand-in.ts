/** Stands in for the program that its arguments name, as the first process of a container does. */
import { standIn } from '../../../bin/first-process.js';

process.exit(await standIn(process.argv.slice(2)));
