import Database from 'better-sqlite3';
import { keeping } from '../../lib/actions/driver.js';

/** better-sqlite3 as the specs' processes use it, which have to run on any version of Node: see `keeping`. */
export const NativeDatabase = keeping(Database);
