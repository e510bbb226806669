import type { FaultyFile } from './fault.js';
import { actions } from './faults/actions.js';
import { commands } from './faults/commands.js';
import { filterFaults } from './faults/filter.js';
import { followFaults } from './faults/follow.js';
import { forecast } from './faults/forecast.js';
import { hosts } from './faults/hosts.js';
import { hostsLink } from './faults/hosts-link.js';
import { hostsWire } from './faults/hosts-wire.js';
import { keymap } from './faults/keymap.js';
import { lookingFaults } from './faults/looking.js';
import { machine } from './faults/machine.js';
import { mirrorPages } from './faults/mirror-pages.js';
import { paceFaults } from './faults/pace.js';
import { pacedSources } from './faults/paced-sources.js';
import { postgres } from './faults/postgres.js';
import { postgresActions } from './faults/postgres-actions.js';
import { postgresCopies } from './faults/postgres-copies.js';
import { postgresLimits } from './faults/postgres-limits.js';
import { postgresListening } from './faults/postgres-listening.js';
import { postgresMirror } from './faults/postgres-mirror.js';
import { postgresPartitions } from './faults/postgres-partitions.js';
import { postgresRanges } from './faults/postgres-ranges.js';
import { postgresServed } from './faults/postgres-served.js';
import { postgresWriter } from './faults/postgres-writer.js';
import { scriptFaults } from './faults/scripts.js';
import { snapshotAttempt } from './faults/snapshot-attempt.js';
import { snapshotCauses } from './faults/snapshot-causes.js';
import { snapshotDatabase } from './faults/snapshot-database.js';
import { snapshotDecoder } from './faults/snapshot-decoder.js';
import { snapshotFiles } from './faults/snapshot-files.js';
import { snapshotIndex } from './faults/snapshot-index.js';
import { snapshotLog } from './faults/snapshot-log.js';
import { snapshotMirror } from './faults/snapshot-mirror.js';
import { snapshotOrder } from './faults/snapshot-order.js';
import { snapshotQueries } from './faults/snapshot-queries.js';
import { snapshotReading } from './faults/snapshot-reading.js';
import { snapshotSearch } from './faults/snapshot-search.js';
import { snapshotSides } from './faults/snapshot-sides.js';
import { snapshotTallies } from './faults/snapshot-tallies.js';
import { snapshotThread } from './faults/snapshot-thread.js';
import { snapshotView } from './faults/snapshot-view.js';
import { snapshotWalk } from './faults/snapshot-walk.js';
import { sources } from './faults/sources.js';
import { terminal } from './faults/terminal.js';
import { view } from './faults/view.js';
import { widgets } from './faults/widgets.js';

/** All faults, by file. */
export const faultyFiles: readonly FaultyFile[] = [
  ...followFaults,
  ...scriptFaults,
  ...snapshotView,
  ...snapshotLog,
  ...snapshotReading,
  ...snapshotQueries,
  ...snapshotFiles,
  ...snapshotAttempt,
  ...snapshotDatabase,
  ...snapshotThread,
  ...snapshotDecoder,
  ...snapshotIndex,
  ...snapshotMirror,
  ...snapshotOrder,
  ...snapshotWalk,
  ...snapshotTallies,
  ...filterFaults,
  ...snapshotCauses,
  ...snapshotSearch,
  ...snapshotSides,
  ...sources,
  ...pacedSources,
  ...postgres,
  ...postgresLimits,
  ...postgresActions,
  ...postgresWriter,
  ...mirrorPages,
  ...postgresCopies,
  ...postgresMirror,
  ...postgresRanges,
  ...postgresPartitions,
  ...postgresListening,
  ...postgresServed,
  ...machine,
  ...keymap,
  ...lookingFaults,
  ...paceFaults,
  ...forecast,
  ...view,
  ...widgets,
  ...terminal,
  ...actions,
  ...commands,
  ...hosts,
  ...hostsLink,
  ...hostsWire,
];
