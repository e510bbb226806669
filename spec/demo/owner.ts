/** Starts a demo in the folder that is its argument, prints it as JSON, and lives until it is killed. */
import { startDemo } from '../../lib/demo/start-demo.js';

const [temporaryFolder = ''] = process.argv.slice(2);
const start = await startDemo({ temporaryFolder, home: '/home/operator', seed: 1 });
process.stdout.write(`${JSON.stringify(start.kind === 'demo' ? start.demo : start)}\n`);
