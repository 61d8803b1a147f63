package dev.mailswitch.bounce.mail;

/// How much of a mail is read. What is beyond is left out, as if it were not there: a bounce says
/// what it has to say at its beginning.
final class Limits {

    /// Octets of a mail.
    static final int MAIL = 4 << 20;

    /// Letters of a text that is searched.
    static final int TEXT = 256 << 10;

    /// Parts of a mail, of all levels together.
    static final int PARTS = 60;

    /// Parts within parts.
    static final int DEPTH = 8;

    /// Fields of one header.
    static final int FIELDS = 500;

    /// Letters of a field, continuation lines included.
    static final int FIELD = 8 << 10;

    /// Recipients of a report.
    static final int RECIPIENTS = 1_000;

    private Limits() {}
}
