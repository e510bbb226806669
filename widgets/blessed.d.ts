/**
 * The parts of neo-blessed 0.2.0 that we use, internals included. The specs of this folder fail if they change.
 */
declare module 'blessed' {
  import type { EventEmitter } from 'node:events';

  namespace blessed {
    /** A cell's attribute is flags << 18 | foreground << 9 | background; 0x1ff is the terminal's own colour. */
    type Cell = [attribute: number, text: string];
    interface CellRow extends Array<Cell> {
      dirty: boolean;
    }
    /** The cells that an element covers: from `xi` and `yi` up to, but not including, `xl` and `yl`. */
    interface Coordinates {
      readonly xi: number;
      readonly xl: number;
      readonly yi: number;
      readonly yl: number;
    }
    interface Position {
      left?: number;
      top?: number;
      right?: number;
      width?: number;
      height?: number;
    }
    interface ElementOptions extends Position {
      readonly screen: Screen;
      readonly parent?: Element | Screen;
      readonly hidden?: boolean;
    }
    interface ListOptions extends ElementOptions {
      readonly interactive: boolean;
    }

    class Element {
      readonly screen: Screen;
      readonly hidden: boolean;
      readonly position: Position;
      /** The text as it was given. */
      readonly content: string;
      lpos: Coordinates | undefined;
      constructor(options: ElementOptions);
      get width(): number;
      show(): void;
      hide(): void;
      render(): Coordinates | undefined;
      destroy(): void;
      _getCoords(get: boolean): Coordinates | undefined;
    }
    class Box extends Element {}
    class List extends Box {
      readonly items: readonly Element[];
      constructor(options: ListOptions);
      add(content: string): Element;
      createItem(content: string): Element;
    }

    interface ProgramOutput extends EventEmitter {
      columns: number;
      rows: number;
      readonly isTTY: boolean;
      writable: boolean;
      write(text: string): boolean;
    }
    interface ScreenOptions {
      readonly input: EventEmitter;
      readonly output: ProgramOutput;
      readonly terminal: string;
      readonly forceUnicode: boolean;
    }
    /** Makes the bytes of one of the terminal's abilities; its arguments come as one list. */
    type Ability = (args: readonly unknown[]) => string;
    class Tput {
      unicode: boolean;
      brokenACS: boolean;
      sc: () => string;
      rc: () => string;
      /** What stands for an ability: a function for a text, and anything else as it is. */
      _compile(info: object, key: string, value: unknown): unknown;
    }
    class Program {
      static readonly instances: readonly Program[];
      static _bound?: boolean;
      static _exitHandler?: () => void;
      cols: number;
      rows: number;
      /** Bytes that wait to be written. */
      _buf: string;
      flush(): void;
      _write(text: string): void;
    }
    class Screen {
      static readonly instances: readonly Screen[];
      static _bound?: boolean;
      static _exceptionHandler?: () => void;
      static _sigtermHandler?: () => void;
      static _sigintHandler?: () => void;
      static _sigquitHandler?: () => void;
      static _exitHandler?: () => void;
      readonly program: Program;
      readonly tput: Tput;
      /** The cells as they should be shown, and as `draw` has shown them. */
      readonly lines: CellRow[];
      readonly olines: CellRow[];
      /** The attribute of a cell without a style. */
      readonly dattr: number;
      constructor(options: ScreenOptions);
      /** Blank cells for the program's size, and a cleared screen. */
      alloc(): void;
      /** Renders every element into `lines`, and draws. */
      render(): void;
      /** Writes what has changed, and keeps in `olines` what is shown. */
      draw: (start: number, end: number) => void;
      destroy(): void;
    }
  }

  export default blessed;
}
