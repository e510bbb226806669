"""Stands in for Jobs View on another host, which has sent this text. It needs Python 3.6 alone.

A request is a line of JSON: {"id": N, "do": [[NAME, ...], ...]}. The accesses are made in their order, since that order is
part of the proof that what was read stood there at one instant. An answer is its length and the number, in four bytes
each, then deflated: the length of the results, these as JSON, and the bytes that were read. With "in" a process of its
own makes the accesses, one for each such number, until "end" kills it.
"""
import errno, hashlib, json, os, select, signal, socket, stat, struct, sys, time, zlib

opened = {}  # Descriptors and paths, by the caller's numbers.
sent = {}  # Digests of the chunks that the caller has, by path and offset.
found = [0]  # How many frames were found last.
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

def read_frames(out, number, position, size, salts, most):
    """How many frames follow with these salts, and the length of what a reader needs to see that no more do."""
    file = opened[number][0]
    found[0] = 0
    while found[0] < most:
        data = os.pread(file, size, position + found[0] * size)
        if len(data) < size or data[8:16].hex() != salts:
            break
        out.append(data)
        found[0] += 1
    return [found[0], put(out, os.pread(file, 4 * size, position + found[0] * size))]

def read_heads(out, number, position, size):
    """The headers of the frames that were found last, once more."""
    return put(out, b''.join(os.pread(opened[number][0], 24, position + index * size) for index in range(found[0])))

accesses = {
    'about': about, 'open': open_file, 'stat': status_at,
    'chunks': read_chunks, 'frames': read_frames, 'heads': read_heads,
    'close': lambda out, number: os.close(opened.pop(number)[0]) if number in opened else None,
    'status': lambda out, number: status(os.fstat(opened[number][0])),
    'read': lambda out, number, position, length: put(out, os.pread(opened[number][0], min(length, 1 << 22), position)),
    'real': lambda out, path: os.stat(encoded(path)) and decoded(os.path.realpath(encoded(path))),
    'text': lambda out, path: put(out, open(path, 'rb').read(1 << 20)),
    'locks': lambda out: put(out, open('/proc/locks', 'rb').read(1 << 20) if os.path.exists('/proc/locks') else b''),
    'clocks': lambda out: [time.monotonic() * 1000, time.time() * 1000],
    'forget': lambda out: sent.clear(),
    'names': lambda out, path: os.listdir(path),
    'target': lambda out, path: os.readlink(path),
    'learn': lambda out, text: exec(compile(text, 'jobs-view', 'exec'), globals()),
}

def perform(asked):
    results, out = [], []
    for name, *values in asked:
        try:
            results.append(accesses[name](out, *values))
        except Exception as error:
            # A KeyError is a file that couldn't be opened.
            code = errno.errorcode.get(getattr(error, 'errno', None), 'EBADF' if isinstance(error, KeyError) else 'EIO')
            names = {'error': getattr(error, 'sqlite_errorname', code), 'type': type(error).__name__}
            results.append(dict(names, words=str(error)[:1000]))
    return results, out

def answer(number, results, out):
    text = json.dumps(results, default=lambda data: data.decode('utf-8', 'replace')).encode()  # Some values are bytes.
    data = b''.join([struct.pack('>I', len(text)), text] + out)
    sample = data[len(text) : len(text) + (1 << 14)]
    data = zlib.compress(data, 1 if len(zlib.compress(sample, 1)) < 0.9 * len(sample) else 0)
    write(1, struct.pack('>II', len(data), number) + data)

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

def begin(number):
    """A process of its own loses no lock of SQLite's by what is closed here, and may wait where this one must not."""
    ours, theirs = (each.detach() for each in socket.socketpair())
    pid = os.fork()
    if pid:
        os.close(theirs)
        helpers[number] = [pid, ours, None]
        return
    os.setsid()
    for file in [ours] + [file for file, _ in opened.values()] + [other for _, other, _ in helpers.values()]:
        os.close(file)
    opened.clear(), helpers.clear()
    # Whoever has the output open keeps the connection from ending.
    os.dup2(theirs, 0), os.dup2(theirs, 1)
    os.close(theirs)
    try:
        main()
    finally:
        os._exit(0)

def end(number):
    pid, file, asked = helpers.pop(number)
    os.kill(pid, signal.SIGKILL)
    os.close(file)
    os.waitpid(pid, 0)
    if asked is not None:
        answer(asked, [], [])

def pass_on(number):
    """An answer of a helper, which gives one at a time; or it is gone."""
    data = b''
    while len(data) < 8 or len(data) < 8 + struct.unpack('>I', data[:4])[0]:
        part = os.read(helpers[number][1], 1 << 16)
        if not part:
            return end(number)
        data += part
    helpers[number][2] = None
    write(1, data)

def main():
    waiting, watched, last, every = b'', None, None, None
    while True:
        ready = select.select([0] + [end for _, end, _ in helpers.values()], [], [], every)[0]
        if not ready:
            seen = look(watched)
            if seen != last:
                answer(0, [], [])
            last = seen
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
                watched, every = request['watch'], request['every']
                last = look(watched)
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
