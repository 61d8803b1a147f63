package dev.mailswitch.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/// Work that two threads or processes must not do at the same time. The file stays behind, the
/// lock on it ends with the process.
final class OneAtATime {

    /// File locks are held by the process, so its threads need one of their own.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private OneAtATime() {}

    /// What is to be done under the lock.
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /// Waits for the lock on the file, then works.
    static <T> T on(Path file, Work<T> work) throws IOException {
        Files.createDirectories(file.getParent());
        THREADS.lock();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // let go when the channel closes
            return work.run();
        } finally {
            THREADS.unlock();
        }
    }
}
