/**
 * The parts of blessed-contrib 4.11 that we use, internals included. The specs of this folder fail if they change.
 */
declare module 'blessed-contrib/lib/widget/gauge.js' {
  import type blessed from 'blessed';

  /** What a gauge draws on, as far as a single share without a label needs it. */
  export interface GaugeContext {
    strokeStyle: string;
    fillStyle: string;
    clearRect(left: number, top: number, width: number, height: number): void;
    fillRect(left: number, top: number, width: number, height: number): void;
  }
  interface GaugeOptions extends blessed.ElementOptions {
    readonly showLabel: boolean;
  }
  class Gauge extends blessed.Box {
    ctx: GaugeContext | undefined;
    canvasSize: { width: number; height: number } | undefined;
    constructor(options: GaugeOptions);
    setPercent(percent: number): void;
  }
  export default Gauge;
}

declare module 'blessed-contrib/lib/widget/sparkline.js' {
  import type blessed from 'blessed';

  class Sparkline extends blessed.Box {
    /** One curve for each title. */
    setData(titles: readonly string[], curves: readonly (readonly number[])[]): void;
  }
  export default Sparkline;
}

declare module 'blessed-contrib/lib/widget/table.js' {
  import type blessed from 'blessed';

  interface TableOptions extends blessed.ElementOptions {
    interactive: boolean;
    /** UTF-16 units of each column. */
    columnWidth: readonly number[];
    /** One more than the blanks after each column. */
    columnSpacing: number;
  }
  class Table extends blessed.Box {
    readonly options: TableOptions;
    /** The rows below the header. */
    readonly rows: blessed.List;
    constructor(options: TableOptions);
    setData(table: {
      readonly headers: readonly string[];
      readonly data: readonly (readonly string[])[];
    }): void;
  }
  export default Table;
}
