package dev.mailswitch.delivery.transport;

/// This mail cannot be written as MIME, today or ever: a bug of ours, or damaged content. Nothing
/// was sent.
public final class Uncomposable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Uncomposable(RuntimeException cause) {
        super(cause);
    }
}
