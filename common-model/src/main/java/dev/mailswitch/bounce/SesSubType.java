package dev.mailswitch.bounce;

import dev.mailswitch.model.outcome.BounceClass;
import org.jspecify.annotations.Nullable;

/// What Amazon SES says itself of a bounce, by its sub-type
/// ([bounce types](https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types)).
public final class SesSubType {

    /// Rule of a class that the sub-type gives.
    public static final String RULE = "ses-sub-type";

    private SesSubType() {}

    /// The class a sub-type gives, whatever the host said; null if the host's words decide.
    ///
    /// @param subType as SES writes it, or anything else
    public static @Nullable BounceClass classOf(String subType) {
        return switch (subType) {
            case "Suppressed", "OnAccountSuppressionList", "UnsubscribedRecipient" ->
                    BounceClass.SUPPRESSED;
            case "NoEmail" -> BounceClass.INVALID_RECIPIENT;
            case "MailboxFull" -> BounceClass.MAILBOX_FULL;
            case "MessageTooLarge" -> BounceClass.MESSAGE_TOO_LARGE;
            case "ContentRejected", "AttachmentRejected" -> BounceClass.CONTENT_REJECTED;
            default -> null;
        };
    }

    /// The class of a bounce whose host is not quoted and whose sub-type gives none.
    ///
    /// @param permanent SES will not try the address again
    public static BounceClass silentClass(String subType, boolean permanent) {
        return permanent && subType.equals("General")
                ? BounceClass.INVALID_RECIPIENT
                : BounceClass.UNKNOWN;
    }
}
