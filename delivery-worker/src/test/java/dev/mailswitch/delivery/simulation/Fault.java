package dev.mailswitch.delivery.simulation;

/// What is wrong with a recipient.
enum Fault {
    NONE,
    NO_SUCH_MAILBOX,
    /// It does not want this sender's mail.
    UNWILLING,
    /// For some hours.
    MAILBOX_FULL,
    /// Its host takes nothing new at once, whoever brings it.
    GREYLISTS
}
