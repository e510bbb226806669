import type { AskServer, Outcome, ServerInstant, ServerLink } from '../../lib/postgres/link/server-link.js';

type Read = <T>(
  work: (instant: ServerInstant) => Promise<T>,
  ahead?: ((ask: AskServer) => void) | null,
) => Promise<Outcome<T>>;

/** A link to a server in whose reads a spec meddles. */
export class MeddledLink {
  readonly #link: ServerLink;
  /** How many reads there were, and how many at most at the same time. */
  reads = 0;
  mostAtOnce = 0;
  /** What each statement asked, in their order. */
  readonly asked: string[] = [];
  isClosed = false;
  /** How often it has connected, in addition to how often it did. */
  moreConnections = 0;
  /** What becomes of the instant that a read is given. */
  instant: (instant: ServerInstant) => Partial<ServerInstant> = () => ({});
  /** What becomes of a read, which is done by calling `read`. */
  meddle: <T>(read: () => Promise<Outcome<T>>) => Promise<Outcome<T>> = (read) => read();
  /** Is done before each statement of a read, and before the first thing at all (''). */
  before: (statement: string, values?: readonly (string | number | null)[]) => Promise<void> = async () => {};
  #now = 0;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** As what is read with takes it. */
  get asLink(): ServerLink {
    return this as unknown as ServerLink;
  }

  get connections(): number {
    return this.#link.connections + this.moreConnections;
  }

  look(): Promise<Outcome<string>> {
    return this.#link.look();
  }

  /** How many ms the server is said to have worked; null: as the link knows. */
  spent: (() => number) | null = null;

  get spentMs(): number {
    return this.spent?.() ?? this.#link.spentMs;
  }

  readonly read: Read = async (work, ahead = null) => {
    const meddled =
      (ask: AskServer): AskServer =>
      async (text, values) => {
        this.asked.push(text);
        await this.before(text, values);
        return ask(text, values);
      };
    this.reads += 1;
    this.#now += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#now);
    try {
      return await this.meddle(() =>
        this.#link.read(
          async (instant) => {
            await this.before('');
            const given = { ...instant, ...this.instant(instant) };
            return work({
              ...given,
              rows: meddled(instant.rows),
              spentMs: () => this.spentMs,
              copy: async (text) => {
                await this.before(text);
                return given.copy(text);
              },
            });
          },
          ahead && ((ask) => ahead(meddled(ask))),
        ),
      );
    } finally {
      this.#now -= 1;
    }
  };

  close(): Promise<void> {
    this.isClosed = true;
    return this.#link.close();
  }
}
