import { rmSync } from 'node:fs';
import { sharedFolder } from './postgres-cluster.js';

/** What jest does after the last spec of a run, however they ended: it removes what many of them used. */
export default function afterSpecs(): void {
  const folder = process.env[sharedFolder];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
