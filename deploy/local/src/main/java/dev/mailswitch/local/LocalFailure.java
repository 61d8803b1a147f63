package dev.mailswitch.local;

/// Something that the person at the keyboard can mend; its message is the one line they see.
public final class LocalFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param message what is wrong and what to do about it
    public LocalFailure(String message) {
        super(message);
    }

    /// @param message what is wrong and what to do about it
    /// @param cause what was thrown
    public LocalFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
