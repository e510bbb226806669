import type { Display, Frame, Rect, Size, TerminalProgress } from '../lib/view/frame.js';
import type { WidthOf } from './cells.js';
import { Gauge } from './gauge.js';
import { JobList } from './job-list.js';
import { type QuietScreen, quietScreen } from './quiet-screen.js';
import { Sparkline } from './sparkline.js';
import { Table } from './table.js';
import { TextBlock } from './text-block.js';
import { themeFor } from './theme.js';
import type { Widget } from './widget.js';

/** Up to this many bytes arrive in one piece anyway, and the marks would make them longer by an eighth. */
const onePiece = 128;

/** Whether a picture is worth the marks of synchronized output. */
function isLarge(picture: string): boolean {
  return picture.length > onePiece;
}

/**
 * The bytes as synchronized output (private mode 2026): a terminal that doesn't know the mode ignores its beginning and
 * end.
 */
function synchronized(picture: string): string {
  return `\u001b[?2026h${picture}\u001b[?2026l`;
}

/**
 * The only way to set a window's title: the bytes that do it. A control character would end the sequence early and
 * turn the rest into commands, so a title with one is refused, and the result is empty. So is the result for a
 * title without text.
 */
function windowTitleSequence(title: string): string {
  return title === '' || /\p{Cc}/u.test(title) ? '' : `\x1b]2;${title}\x07`;
}

/** Where pictures go. */
export interface DisplayOutput {
  /** Takes bytes. False: write no more until `drained` fires. */
  write(text: string): boolean;
  /** Runs something once, when more may be written. Returns a function that cancels it. */
  drained(run: () => void): () => void;
}

/** What a dashboard is made with: where and how it draws, and its initial size. */
export interface DashboardOptions {
  readonly output: DisplayOutput;
  readonly capabilities: {
    /** Number of colours; 0 for none. */
    readonly colors: number;
    /** The terminfo entry that blessed is to use: one of those that it ships. */
    readonly terminal: string;
    /** Whether a window's title may be set. */
    readonly title: boolean;
    /** Whether large frames are drawn as synchronized output. */
    readonly sync: boolean;
    /** False where the terminal knows only ASCII. */
    readonly unicode: boolean;
  };
  /** The bytes that have the terminal show progress, or none (null). Absent: nothing of it is ever written. */
  readonly progressBytes?: (progress: TerminalProgress | null) => string;
  readonly size: Size;
  readonly widthOf: WidthOf;
}

/** Makes the display: all widgets, once. It may draw only while it has the terminal (see TerminalSession). */
export function createDashboard(options: DashboardOptions): Display {
  return new Dashboard(options);
}

/** A part of a frame: what a widget shows, and where. */
interface Part<Props> {
  readonly rect: Rect;
  readonly props: Props;
}

/** How many gauges, how many sparklines and how many tables there are on the screen. */
const widgetsOfAKind = 3;

class Dashboard implements Display {
  readonly #options: DashboardOptions;
  readonly #screen: QuietScreen;
  readonly #border: TextBlock;
  readonly #status: TextBlock;
  readonly #list: JobList;
  readonly #panel: TextBlock;
  readonly #side: TextBlock;
  readonly #gauges: readonly Gauge[];
  readonly #sparklines: readonly Sparkline[];
  readonly #tables: readonly Table[];
  readonly #footer: TextBlock;
  readonly #pipeline: TextBlock;
  readonly #dialog: TextBlock;
  /** The newest frame, and what runs once the terminal has it. */
  #newest: { readonly frame: Frame; readonly drawn: () => void } | null = null;
  #size: Size;
  #title = '';
  /** What the terminal was told last of progress. */
  #progress: string;
  #isBlank = true;
  #cancelDrained: (() => void) | null = null;
  #isDestroyed = false;

  constructor(options: DashboardOptions) {
    const { capabilities, size, widthOf } = options;
    this.#options = options;
    this.#size = size;
    this.#progress = this.#noProgress;
    this.#screen = quietScreen(size, capabilities.terminal, capabilities.colors > 0);
    const { screen } = this.#screen;
    const theme = themeFor(capabilities.colors);
    // From bottom to top, as they overlap.
    this.#border = new TextBlock(screen, theme, widthOf);
    this.#status = new TextBlock(screen, theme, widthOf);
    this.#list = new JobList(screen, theme, widthOf);
    this.#panel = new TextBlock(screen, theme, widthOf);
    this.#side = new TextBlock(screen, theme, widthOf);
    const { unicode } = capabilities;
    this.#gauges = pool(() => new Gauge(screen, theme, widthOf, unicode));
    this.#sparklines = pool(() => new Sparkline(screen, theme, unicode));
    this.#tables = pool(() => new Table(screen, theme, widthOf));
    this.#footer = new TextBlock(screen, theme, widthOf);
    this.#pipeline = new TextBlock(screen, theme, widthOf);
    this.#dialog = new TextBlock(screen, theme, widthOf);
  }

  update(frame: Frame, drawn = () => {}): boolean {
    if (this.#isDestroyed) return false;
    this.#newest = { frame, drawn };
    // A terminal that can't keep up gets the newest frame when it is ready, and none of those in between.
    return this.#cancelDrained !== null || this.#draw(frame, drawn);
  }

  redraw(): void {
    this.#isBlank = true;
    this.#title = '';
    this.#progress = this.#noProgress;
    if (this.#newest !== null) this.update(this.#newest.frame, this.#newest.drawn);
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#cancelDrained?.();
    for (const widget of [
      this.#border,
      this.#status,
      this.#list,
      this.#panel,
      this.#side,
      ...this.#gauges,
      ...this.#sparklines,
      ...this.#tables,
      this.#footer,
      this.#pipeline,
      this.#dialog,
    ])
      widget.destroy();
    this.#screen.destroy();
  }

  #draw(frame: Frame, drawn: () => void): boolean {
    if (this.#isBlank || !isSameSize(frame.size, this.#size)) {
      this.#screen.clear(frame.size);
      this.#size = frame.size;
      this.#isBlank = true;
    }
    const changes = [
      this.#isBlank,
      show(this.#border, {
        rect: { left: 0, top: 0, width: frame.size.columns, height: frame.size.rows },
        props: frame.border,
      }),
      show(this.#status, frame.status && { rect: frame.status.rect, props: frame.status.lines }),
      show(this.#list, frame.list),
      show(this.#panel, frame.panel && { rect: frame.panel.rect, props: frame.panel.lines }),
      show(this.#side, frame.side ? { rect: frame.side.rect, props: frame.side.lines } : null),
      show(
        this.#pipeline,
        frame.pipeline ? { rect: frame.pipeline.rect, props: frame.pipeline.lines } : null,
      ),
      ...showAll(this.#gauges, frame.gauges),
      ...showAll(this.#sparklines, frame.sparklines),
      ...showAll(this.#tables, frame.tables),
      show(this.#dialog, frame.dialog ? { rect: frame.dialog.rect, props: frame.dialog.lines } : null),
      show(this.#footer, frame.footer && { rect: frame.footer.rect, props: frame.footer.lines }),
    ];
    this.#isBlank = false;
    const picture = this.#synchronized(changes.includes(true) ? this.#screen.render() : '');
    const bytes = this.#titleBytes(frame.title) + this.#progressBytes(frame.progress) + picture;
    this.#send(bytes, drawn);
    return bytes !== '';
  }

  /** The terminal shows a large frame when it has all of it, so that half of one is never seen. */
  #synchronized(picture: string): string {
    return this.#options.capabilities.sync && isLarge(picture) ? synchronized(picture) : picture;
  }

  #titleBytes(title: string): string {
    if (!this.#options.capabilities.title || title === this.#title) return '';
    this.#title = title;
    return windowTitleSequence(title);
  }

  /** The session clears it whenever it gives the terminal back. */
  get #noProgress(): string {
    return this.#options.progressBytes?.(null) ?? '';
  }

  #progressBytes(progress: TerminalProgress | null = null): string {
    const bytes = this.#options.progressBytes?.(progress) ?? '';
    if (bytes === this.#progress) return '';
    this.#progress = bytes;
    return bytes;
  }

  #send(bytes: string, drawn: () => void): void {
    if (bytes === '' || this.#options.output.write(bytes)) {
      drawn();
      return;
    }
    this.#cancelDrained = this.#options.output.drained(() => {
      this.#cancelDrained = null;
      drawn();
      if (this.#newest !== null) this.#draw(this.#newest.frame, this.#newest.drawn);
    });
  }
}

function show<Props>(widget: Widget<Props>, part: Part<Props> | null): boolean {
  if (part === null) return widget.update(null);
  const moved = widget.place(part.rect);
  return widget.update(part.props) || moved;
}

function showAll<Props>(widgets: readonly Widget<Props>[], parts: readonly Part<Props>[] = []): boolean[] {
  return widgets.map((widget, index) => show(widget, parts[index] ?? null));
}

function pool<One>(make: () => One): One[] {
  return Array.from({ length: widgetsOfAKind }, make);
}

function isSameSize(one: Size, other: Size): boolean {
  return one.columns === other.columns && one.rows === other.rows;
}
