"""Stands in for Jobs View on another host, which has sent this text. It needs Python 3.6 alone.

A request is a line of JSON: {"id": N, "do": [[NAME, ...], ...]}. The accesses are made in their order, since that order is
part of the proof that what was read stood there at one instant. An answer is the length of the rest and the number, in four
bytes each, then deflated: the length of the results, these as JSON, and what was read. To "watch" is answered at a change.
With "in" a process of its own makes the accesses, one for each such number, until "end" kills it, once it has learned to.
"""
import errno, hashlib, json, os, re, select, stat, struct, time, zlib

opened = {}  # Descriptors and paths, by the caller's numbers.
sent = {}  # Digests of the chunks that the caller has, by path and offset.
found = [0, 0, 0]  # Where the frames that were found last begin, how long each is, and how many there were.
helpers = {}  # Processes, by the caller's numbers: their ids, the sockets to them, and what they were asked last.
chunk = 4096

encoded = lambda path: os.path.expanduser(path.encode('utf-8', 'surrogateescape'))
decoded = lambda path: path.decode('utf-8', 'surrogateescape')

def status(seen):
    kind = 'file' if stat.S_ISREG(seen.st_mode) else 'folder' if stat.S_ISDIR(seen.st_mode) else 'other'
    return [str(each) for each in (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)] + [kind]

def about(out):
    """Where the queue is that the product uses here, and what there is here."""
    folder = os.environ.get('CASPARIAN_HOME') or '~/.casparian_flow'
    paths = [os.path.join(folder, name) for name in ('state.sqlite', 'casparian_flow.sqlite3')]
    usual = next((path for path in paths if os.path.exists(os.path.expanduser(path))), paths[0])
    return [decoded(os.fsencode(os.path.expanduser(path))) for path in (usual, '~')] + [os.uname().nodename, os.getpid()]

def open_file(out, number, path):
    opened[number] = os.open(encoded(path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), path

def status_at(out, path):
    try:
        return status(os.stat(encoded(path)))
    except FileNotFoundError:
        return None

def put(out, data):
    out.append(data)
    return len(data)

def read_chunks(out, number, first, count, known):
    """A letter for each chunk, up to the end of the file: s if it is the one that the caller has, else its bytes follow."""
    file, path = opened[number]
    letters = []
    for index in range(first, first + min(count, 1 << 16)):
        data = os.pread(file, chunk, index * chunk)
        if len(data) < chunk:
            break
        digest = hashlib.blake2b(data, digest_size=16).digest()
        isSame = known[index - first : index - first + 1] == 's' and sent.get((path, index)) == digest
        letters.append('s' if isSame else 'b')
        if not isSame:
            sent[path, index] = digest
            out.append(data)
    return ''.join(letters)

def read_trees(out, number, tables, most):
    """The chunks with the pages that lead to rows of these tables, and to the schema: all above the leaves; and of the
    leaves all if they are few, else the last ones, and the first below each page."""
    file, pages = opened[number][0], {}
    size = (int.from_bytes(os.pread(file, 18, 0)[16:], 'big') - 2) % 65535 + 2  # 1 stands for 65536.
    start = lambda page: 100 if page == 1 else 0
    above = lambda page: pages[page][start(page)] in (2, 5)

    def visit(page, is_last=True):
        data = pages[page] = os.pread(file, size, (page - 1) * size)
        if above(page):
            cells = struct.unpack_from('>H', data, start(page) + 3)[0]
            places = struct.unpack_from('>%dH' % cells, data, start(page) + 12) + (start(page) + 8,)
            children = [struct.unpack_from('>I', data, place)[0] for place in places]
            visit(children[0], False)
            for child in children[1:] if cells < 64 or above(children[0]) else children[-16:] if is_last else []:
                if child not in pages and len(pages) * size < most * chunk:
                    visit(child, is_last and child == children[-1])

    visit(1)
    schema = b''.join(pages.values())
    # The heads of records about tables and indexes, with names of less than 58 bytes.
    for seen in re.finditer(rb'(?s)([\6-\x0a])\x17([\r-\x7f])([\r-\x7f])([\1-\4])', schema):
        head, name, table, root = (each[0] for each in seen.groups())
        at = seen.start() + head + 5 + (name - 13) // 2
        end = at + (table - 13) // 2
        if decoded(schema[at:end]) in tables:
            visit(int.from_bytes(schema[end : end + root], 'big'))
    chunks = {(page - 1) * size // chunk + more for page in pages for more in range(max(1, size // chunk))}
    return [each for each in sorted(chunks) if read_chunks(out, number, each, 1, '')]

def read_frames(out, number, position, salts, most):
    """Frames from a position on, or all if the log has other salts by now: where they begin, how long each is, how many
    there are, and the length of what a reader needs to see that no more follow."""
    file = opened[number][0]
    head = os.pread(file, 32, 0)
    size = 24 + min(struct.unpack('>I', head[8:12])[0], 1 << 16)
    found[:] = position if head[16:24].hex() == salts else 32, size, 0
    while found[2] < most and found[2] * size < 1 << 23:
        data = os.pread(file, size, found[0] + found[2] * size)
        if len(data) < size or data[8:16] != head[16:24]:
            break
        out.append(data)
        found[2] += 1
    return found + [put(out, os.pread(file, 4 * size, found[0] + found[2] * size))]

def read_heads(out, number):
    """The headers of the last of the frames that were found last, once more."""
    position, size, count = found
    places = range(position + max(0, count - 64) * size, position + count * size, size or 1)
    return put(out, b''.join(os.pread(opened[number][0], 24, place) for place in places))

accesses = {
    'about': about, 'open': open_file, 'stat': status_at,
    'chunks': read_chunks, 'trees': read_trees, 'frames': read_frames, 'heads': read_heads,
    'close': lambda out, number: os.close(opened.pop(number)[0]) if number in opened else None,
    'status': lambda out, number: status(os.fstat(opened[number][0])),
    'read': lambda out, number, position, length: put(out, os.pread(opened[number][0], min(length, 1 << 22), position)),
    'real': lambda out, path: os.stat(encoded(path)) and decoded(os.path.realpath(encoded(path))),
    'text': lambda out, path: put(out, open(path, 'rb').read(1 << 20)),
    'locks': lambda out: put(out, open('/proc/locks', 'rb').read(1 << 20) if os.path.exists('/proc/locks') else b''),
    'clocks': lambda out: [time.monotonic() * 1000, time.time() * 1000],
    'forget': lambda out: sent.clear(),
    'names': lambda out, path: os.listdir(path), 'target': lambda out, path: os.readlink(path),
    'learn': lambda out, text: exec(compile(text, 'jobs-view', 'exec'), globals()),
}

def perform(asked):
    results, out = [], []
    for name, *values in asked:
        before = len(out)
        try:
            results.append(accesses[name](out, *values))
        except Exception as error:
            # A KeyError is a file that couldn't be opened.
            code = errno.errorcode.get(getattr(error, 'errno', None), 'EBADF' if isinstance(error, KeyError) else 'EIO')
            names = {'error': getattr(error, 'sqlite_errorname', code), 'type': type(error).__name__}
            results.append(dict(names, words=str(error)[:1000]))
            if len(out) > before:
                del out[before:]
                sent.clear()  # What was read of it doesn't arrive.
    return results, out

def answer(number, results, out):
    text = json.dumps(results, default=lambda data: data.decode('utf-8', 'replace')).encode()  # Some values are bytes.
    data = b''.join([struct.pack('>I', len(text)), text] + out)
    sample = data[len(text) : len(text) + (1 << 14)]
    data = zlib.compress(data, 1 if len(zlib.compress(sample, 1)) < 0.9 * len(sample) else 0)
    write(1, struct.pack('>II', len(data) + 4, number) + data)

def write(file, data):
    data = memoryview(data)
    while data:
        data = data[os.write(file, data) :]

def look(path):
    """What a commit changes of the files; and what was written so recently that the next commit may show in no time."""
    seen = []
    for ending in '', '-journal', '-wal', '-shm':
        try:
            path_there = os.path.realpath(encoded(path)) + ending.encode()
            with open(os.open(path_there, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), 'rb', 0) as file:
                one = os.fstat(file.fileno())
                times = [] if ending == '-shm' else [status(one), time.time() - one.st_mtime < 0.1]
                seen.append((one.st_ino, times, os.pread(file.fileno(), 136, 0)))
        except OSError as error:
            seen.append(error.errno)
    return seen

def main():
    waiting, watched, last, every, asked = b'', None, None, None, None
    while True:
        ready = select.select([0] + [end for _, end, _ in helpers.values()], [], [], asked and every)[0]
        before, last = last, last if ready else look(watched)
        if last != before:
            answer(asked, [], [])
            asked = None
        for number in [each for each, (_, end, _) in helpers.items() if end in ready]:
            pass_on(number)
        data = os.read(0, 1 << 16) if 0 in ready else None
        if data == b'':
            return
        waiting += data or b''
        *lines, waiting = waiting.split(b'\n')
        for line in lines:
            request = json.loads(line.decode())
            if 'watch' in request:
                last = last if watched == request['watch'] else look(request['watch'])
                watched, every, asked = request['watch'], request['every'], request['id']
                continue
            number = request.get('end', request.get('in'))
            if 'end' in request and number in helpers:
                end(number)
            if 'end' in request or number is None:
                answer(request['id'], *perform(request.get('do', [])))
                continue
            if number not in helpers:
                begin(number)
            helpers[number][2] = request['id']
            write(helpers[number][1], json.dumps({'id': request['id'], 'do': request['do']}).encode() + b'\n')

main()
