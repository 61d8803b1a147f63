package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The connection itself failed. Without a stack trace: it happens in the normal course of things.
final class WireFault extends IOException {

    private static final int MAX_DETAIL = 300;

    private final SmtpFault fault;

    WireFault(SmtpFault fault, String detail) {
        super(detail);
        this.fault = fault;
    }

    SmtpFault fault() {
        return fault;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /// What an exception says, fit for a log line.
    static String describe(Throwable e) {
        @Nullable String message = e.getMessage();
        String text = message == null ? e.getClass().getSimpleName() : message;
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_DETAIL));
        text.codePoints()
                .limit(MAX_DETAIL)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .forEach(out::appendCodePoint);
        return out.length() > MAX_DETAIL ? out.substring(0, MAX_DETAIL) : out.toString();
    }
}
