/** What should notice a fault in the proof that what was read stood together. */
export const proof: readonly string[] = [
  'simulation',
  'spec/snapshot/wal-fixtures',
  'spec/snapshot/journal-fixtures',
  'spec/snapshot/overlay',
  'spec/snapshot/live-database',
  'spec/snapshot/live-database-look',
  'spec/snapshot/live-database-paging',
  'spec/snapshot/live-database-traces',
];

/** And what should notice one in the look at the log. */
export const looks: readonly string[] = [
  'spec/snapshot/wal-view',
  'spec/snapshot/wal-index',
  'spec/snapshot/shared-memory-header',
  ...proof,
];
