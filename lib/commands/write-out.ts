/** Pieces are gathered up to this many characters, and then written at once. */
const chunkLength = 65_536;

/**
 * Writes the pieces, each chunk only when the one before it is out. Resolves when all is out, or when nobody wants
 * it any more, as in `jobs-view --once | head`. Rejects with what else the stream reports, such as a full disk.
 */
export async function writeOut(output: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  try {
    for (const chunk of chunksOf(pieces)) await written(output, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

function* chunksOf(pieces: Iterable<string>): Generator<string, void, undefined> {
  let gathered: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    gathered.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}

/** A file throws at once, a pipe tells later. The stream's own event must be heard, or it ends the process. */
function written(output: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.once('error', reject);
    output.write(text, (error) => {
      if (error) return;
      output.off('error', reject);
      resolve();
    });
  });
}
