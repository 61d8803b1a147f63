package dev.mailswitch.delivery.transport.smtp;

import java.io.IOException;

/// The connection itself failed. Without a stack trace: it happens in the normal course of things.
final class WireFault extends IOException {

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
}
