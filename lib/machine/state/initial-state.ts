import type { OwnCommand } from '../../model/commands/own-command.js';
import { defaultFilter, type JobFilter } from '../../model/filter.js';
import { type LastSeen, nothingSeen } from '../../model/look.js';
import { defaultPanel, type NamedView, type PanelChoice } from '../../model/saved-view.js';
import { defaultSort } from '../../model/sort.js';
import type { Bell } from './job-wait.js';
import { activeView } from './listed.js';
import { initialMonitor } from './monitor-state.js';
import { firstPeriods, firstPosition } from './panel-period.js';
import { initialLooking, type JobsState, type Room } from './state.js';

const noRoom: Room = { list: 0, listBelowPipeline: 0, panel: 0, log: { lines: 0, columns: 0 } };

/** The state before anything has happened. */
export function initialState(
  filter: JobFilter = defaultFilter,
  {
    showPipeline,
    periodMs,
    unit,
    density,
    isBeside = false,
    sort = defaultSort,
    columns: chosen,
  }: PanelChoice = defaultPanel,
  { look, feed }: LastSeen = nothingSeen,
  views: readonly NamedView[] = [],
  bell: Bell = 'on',
  commands: readonly OwnCommand[] = [],
): JobsState {
  const columns = chosen ?? null;
  const view = activeView({ views, filter, sort, density, columns });
  return {
    mode: 'JOB_LIST',
    below: [],
    connection: { kind: 'loading' },
    filter,
    savedFilter: filter,
    listedBy: null,
    sort,
    sortedBy: null,
    selection: { id: null, index: 0 },
    room: noRoom,
    viewport: { lines: 0, selectedLine: 0, pinned: true },
    pending: null,
    progress: new Map(),
    helpTop: 0,
    helpChosen: 0,
    helpSearch: null,
    detailId: null,
    detailTop: 0,
    tail: null,
    copying: null,
    offered: null,
    showPipeline,
    wantsBeside: isBeside,
    density,
    columns,
    columnsDraft: null,
    panelPosition: firstPosition,
    panelPeriods: firstPeriods,
    panelSearch: null,
    marked: new Map(),
    allMarked: null,
    search: null,
    draft: null,
    unnarrowed: null,
    sortDraft: null,
    views,
    commands,
    // What was before the view of the last session isn't known.
    beforeView: {
      ...(view?.sort === undefined ? {} : { sort: defaultSort }),
      ...(view?.density === undefined ? {} : { density: defaultPanel.density }),
      ...(view?.columns === undefined ? {} : { columns: null }),
    },
    viewChosen: null,
    question: null,
    asked: 0,
    log: null,
    clearing: false,
    writability: { kind: 'unknown' },
    leaving: null,
    writing: [],
    ...{ lastAct: null, own: { failed: 0, cancelled: 0, at: 0 } },
    notice: null,
    monitor: { ...initialMonitor, periodMs, unit },
    pressedAt: null,
    looking: initialLooking(look),
    above: null,
    feed,
    alerted: null,
    wait: null,
    waitEnded: null,
    bell,
    cleanedAt: null,
  };
}
