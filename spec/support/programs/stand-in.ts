/** Stands in for the program that its arguments name, as if it were the first process of a container. */
import { standIn } from '../../../bin/first-process.js';

process.exit(await standIn(process.argv.slice(2)));
