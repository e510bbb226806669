/** What should notice a fault in the proof that what was read stood together. */
export const proof: readonly string[] = [
  'simulation',
  'spec/snapshot/attempt/wal-fixtures',
  'spec/snapshot/attempt/journal-fixtures',
  'spec/snapshot/attempt/overlay',
  'spec/snapshot/live-database',
  'spec/snapshot/live-database-look',
  'spec/snapshot/live-database-paging',
  'spec/snapshot/live-database-traces',
];

/** And what should notice one in the look at the log. */
export const looks: readonly string[] = [
  'spec/snapshot/wal/wal-view',
  'spec/snapshot/wal/wal-view-empty',
  'spec/snapshot/wal/restarted',
  'spec/snapshot/wal/wal-index',
  'spec/snapshot/wal/shared-memory-header',
  ...proof,
];
