import Database from 'better-sqlite3';
import { keeping } from '../../lib/actions/driver.js';

/** better-sqlite3 as processes of specs use it that any version of Node has to run. */
export const NativeDatabase = keeping(Database);
