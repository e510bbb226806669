/** Makes one database of the benchmark. Arguments: path, the plan as JSON. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DatabasePlan, generate } from '../generator.js';

const [path = '', plan = '{}'] = process.argv.slice(2);
mkdirSync(dirname(path), { recursive: true });
generate(path, JSON.parse(plan) as DatabasePlan);
