package dev.mailswitch.local;

/// A command line that makes no sense.
final class UsageError extends RuntimeException {

    private static final long serialVersionUID = 1;

    UsageError(String message) {
        super(message);
    }
}
