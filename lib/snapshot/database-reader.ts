import type { ReadProgress } from '../model/picture.js';
import { lastWrittenAt } from './files/database-paths.js';
import { LiveDatabase } from './live-database.js';
import { PictureReader, type PictureReaderOptions } from './picture-reader.js';

/** The options of a reader, besides the database's path. */
export interface DatabaseReaderOptions extends PictureReaderOptions {
  /** Called now and then during a long read. */
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** Pictures of a live database in files. */
export class DatabaseReader extends PictureReader {
  /** The database itself, for other code that reads it and doesn't close it. */
  readonly database: LiveDatabase;

  constructor(path: string, options: DatabaseReaderOptions) {
    const { clock, onProgress, system } = options;
    const database = new LiveDatabase(path, clock, onProgress, system);
    super(database, { lastWritten: () => lastWrittenAt(path, system), ...options });
    this.database = database;
  }
}
