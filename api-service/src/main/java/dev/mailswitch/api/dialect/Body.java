package dev.mailswitch.api.dialect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request's body while it is read and until it is answered: in memory, or, beyond what may be
/// held of a caller who is not known yet, in a file that has no name and is gone when it is closed.
/// What it takes of the budgets it gives back when it is closed. Every method may be called by any
/// thread.
public final class Body implements AutoCloseable {

    /// What became of some more bytes.
    enum Added {
        HERE,
        /// The budget is used up.
        NO_ROOM,
        /// The request is over already.
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Body.class);
    private static final int LEAST = 1_024;

    private final Budget memory;
    private final Budget disk;
    private final Path directory;
    private final int inMemory;
    private byte[] bytes = new byte[0];
    private int length;
    private @Nullable FileChannel file;
    private long memoryTaken;
    private long diskTaken;
    private boolean closed;

    /// @param directory where files are made
    /// @param inMemory  bytes above which it goes to a file
    Body(Budget memory, Budget disk, Path directory, int inMemory) {
        this.memory = memory;
        this.disk = disk;
        this.directory = directory;
        this.inMemory = inMemory;
    }

    /// A body that is here already, for tests and for parts of others.
    public static Body of(byte[] bytes) {
        Budget none = new Budget(Long.MAX_VALUE);
        Body body = new Body(none, none, Path.of("."), Integer.MAX_VALUE);
        body.bytes = bytes;
        body.length = bytes.length;
        return body;
    }

    synchronized Added add(byte[] more) throws IOException {
        if (closed) {
            return Added.CLOSED;
        }
        if (file == null && length + more.length > inMemory) {
            spool();
        }
        FileChannel to = file;
        if (to == null) {
            if (!roomFor(length + more.length)) {
                return Added.NO_ROOM;
            }
            System.arraycopy(more, 0, bytes, length, more.length);
        } else {
            if (!disk.take(more.length)) {
                return Added.NO_ROOM;
            }
            diskTaken += more.length;
            write(to, more, more.length, length);
        }
        length += more.length;
        return Added.HERE;
    }

    /// Grows by doubling, so that a body costs as much as has come of it and not what was announced.
    private boolean roomFor(int needed) {
        if (needed <= bytes.length) {
            return true;
        }
        int size = Math.max(Math.max(LEAST, needed), (int) Math.min(inMemory, bytes.length * 2L));
        if (!memory.take(size - bytes.length)) {
            return false;
        }
        memoryTaken += size - bytes.length;
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    private void spool() throws IOException {
        Path path = Files.createTempFile(directory, "body", ".tmp");
        try {
            FileChannel to =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file = to;
            write(to, bytes, length, 0);
        } finally {
            // From here on only the open channel knows it: it goes with the process at the latest.
            Files.delete(path);
        }
    }

    private static void write(FileChannel file, byte[] bytes, int count, long at)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        while (buffer.hasRemaining()) {
            file.write(buffer, at + buffer.position());
        }
    }

    /// Brings a body that was spooled into memory, now that its sender is known. False if there is
    /// no room, or the request is over.
    synchronized boolean load() throws IOException {
        FileChannel from = file;
        if (closed || from == null) {
            return !closed;
        }
        long more = Math.max(0, length - bytes.length);
        if (!memory.take(more)) {
            return false;
        }
        memoryTaken += more;
        ByteBuffer all = ByteBuffer.allocate(length);
        while (all.hasRemaining() && from.read(all, all.position()) >= 0) {
            // Until it is full.
        }
        bytes = all.array();
        file = null;
        from.close();
        disk.giveBack(diskTaken);
        diskTaken = 0;
        return true;
    }

    public synchronized int length() {
        return length;
    }

    /// Whether it lies in a file.
    synchronized boolean spooled() {
        return file != null;
    }

    /// Its bytes from the first.
    public synchronized InputStream open() throws IOException {
        FileChannel from = file;
        if (from == null) {
            return new ByteArrayInputStream(bytes, 0, length);
        }
        from.position(0);
        return Channels.newInputStream(from);
    }

    /// A copy of its bytes, which must be in memory.
    public synchronized byte[] bytes() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        FileChannel open = file;
        file = null;
        // Who answers later may still have hold of it.
        bytes = new byte[0];
        length = 0;
        memory.giveBack(memoryTaken);
        disk.giveBack(diskTaken);
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                LOG.debug("a spooled body could not be closed", gone);
            }
        }
    }
}
