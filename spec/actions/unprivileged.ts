/**
 * Migrates and probes one path, retries a job in it and makes another, as a user who may not write: the file and the
 * folders lose their write permission, and root, whom permissions don't stop, becomes nobody. Prints both results as
 * JSON.
 */
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadDriver } from '../../lib/actions/driver/load-driver.js';
import { perform } from '../../lib/actions/perform.js';

const [present = '', absent = ''] = process.argv.slice(2);
// Before giving up privileges, which may hide the installed packages.
await loadDriver(present);
chmodSync(present, 0o444);
for (const path of [absent, present]) chmodSync(dirname(path), 0o555);
if (process.getuid?.() === 0) process.setuid?.(65534);
const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0 }];
const results = [
  await perform({ request: { action: 'migrate', path: present }, busyTimeoutMs: 100 }, loadDriver),
  await perform({ request: { action: 'init', path: absent }, busyTimeoutMs: 100 }, loadDriver),
  await perform({ request: { action: 'probe', path: present }, busyTimeoutMs: 100 }, loadDriver),
  await perform({ request: { action: 'retry', path: present, jobs }, busyTimeoutMs: 100 }, loadDriver),
];
process.stdout.write(JSON.stringify(results));
