package dev.mailswitch.model.mail;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a mail says: everything that is composed into MIME save sender and recipients. Immutable.
public final class Content {

    /// Of a subject, in characters of Unicode. RFC 5322 section 2.1.1 allows no line more than 998
    /// characters; folded, a subject could be longer, but nobody ever shows it.
    public static final int MAX_SUBJECT = 998;

    private final String subject;
    private final @Nullable String html;
    private final @Nullable String text;
    private final List<Address> replyTo;
    private final Headers headers;
    private final List<Attachment> attachments;
    private final Tracking tracking;

    /// @param subject  one line of at most [#MAX_SUBJECT] characters
    /// @param html     the HTML body, or null
    /// @param text     the text body, or null; a mail without either is legal at some doors
    /// @param tracking what is put in beside
    public Content(
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<Address> replyTo,
            Headers headers,
            List<Attachment> attachments,
            Tracking tracking) {
        this(
                List.copyOf(replyTo),
                List.copyOf(attachments),
                checkedSubject(subject),
                html,
                text,
                headers,
                tracking);
    }

    private Content(
            List<Address> replyTo,
            List<Attachment> attachments,
            String subject,
            @Nullable String html,
            @Nullable String text,
            Headers headers,
            Tracking tracking) {
        this.subject = subject;
        this.html = html;
        this.text = text;
        this.replyTo = replyTo;
        this.headers = headers;
        this.attachments = attachments;
        this.tracking = tracking;
    }

    /// Nothing is put in.
    public Content(
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<Address> replyTo,
            Headers headers,
            List<Attachment> attachments) {
        this(subject, html, text, replyTo, headers, attachments, Tracking.NONE);
    }

    /// A content as it was taken apart before. How long its subject is, is not looked at again: what
    /// was once accepted must stay readable, also when later rules are stricter.
    public static Content stored(
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<Address> replyTo,
            Headers headers,
            List<Attachment> attachments,
            Tracking tracking) {
        return new Content(
                List.copyOf(replyTo),
                List.copyOf(attachments),
                HeaderText.checked(subject),
                html,
                text,
                headers,
                tracking);
    }

    /// Returns `subject` if it can be the subject of a new mail.
    ///
    /// @throws IllegalArgumentException in words for the sender, without quoting what was sent
    public static String checkedSubject(String subject) {
        // Twice as many chars are more characters in any case.
        if (subject.length() > 2 * MAX_SUBJECT
                || subject.codePointCount(0, subject.length()) > MAX_SUBJECT) {
            throw new IllegalArgumentException("must be at most 998 characters");
        }
        return HeaderText.checked(subject);
    }

    /// One line.
    public String subject() {
        return subject;
    }

    public @Nullable String html() {
        return html;
    }

    public @Nullable String text() {
        return text;
    }

    public List<Address> replyTo() {
        return replyTo;
    }

    public Headers headers() {
        return headers;
    }

    public List<Attachment> attachments() {
        return attachments;
    }

    public Tracking tracking() {
        return tracking;
    }

    /// Whether each recipient gets bytes of its own.
    public boolean perRecipient() {
        return tracking.unsubscribe() || ((tracking.opens() || tracking.clicks()) && hasHtml());
    }

    private boolean hasHtml() {
        return (html != null && !html.isEmpty())
                || (tracking.textAsHtml() && text != null && !text.isEmpty());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Content that
                && subject.equals(that.subject)
                && Objects.equals(html, that.html)
                && Objects.equals(text, that.text)
                && replyTo.equals(that.replyTo)
                && headers.equals(that.headers)
                && attachments.equals(that.attachments)
                && tracking.equals(that.tracking);
    }

    @Override
    public int hashCode() {
        return Objects.hash(subject, html, text, replyTo, headers, attachments, tracking);
    }

    /// Says nothing of what the mail says: this ends up in logs.
    @Override
    public String toString() {
        return "Content[%d attachments]".formatted(attachments.size());
    }
}
