/** Makes one database of the benchmark. Arguments: path, the order as JSON. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type DatabaseOrder, generate } from '../generator.js';

const [path = '', order = '{}'] = process.argv.slice(2);
mkdirSync(dirname(path), { recursive: true });
generate(path, JSON.parse(order) as DatabaseOrder, Database);
