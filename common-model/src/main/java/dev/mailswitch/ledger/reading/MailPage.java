package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import java.util.List;
import java.util.function.ToLongFunction;

/// One page of a list, newest first.
///
/// @param more whether there are mails after the last one
public record MailPage(List<ListedMail> mails, boolean more) {

    /// Of the mails of a page, as the database has them. Two hundred mails of the usual kind are a
    /// twentieth of it; of the largest there are, two.
    public static final long MAX_OCTETS = 2 << 20;

    public MailPage {
        mails = List.copyOf(mails);
    }

    /// The first of these mails, as many as a page may show together; one at least, so that whoever
    /// turns pages comes to an end.
    static List<EmailId> fitting(List<EmailId> ids, ToLongFunction<EmailId> octets) {
        long total = 0;
        for (int i = 0; i < ids.size(); i++) {
            total += octets.applyAsLong(ids.get(i));
            if (total > MAX_OCTETS && i > 0) {
                return ids.subList(0, i);
            }
        }
        return ids;
    }
}
