package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who a mail is for. The same address twice is one recipient: to goes before cc before bcc.
final class Recipients {

    private Recipients() {}

    /// In the order of their positions.
    ///
    /// @throws IllegalArgumentException if there are more than a mail may have
    static List<Recipient> of(List<Address> to, List<Address> cc, List<Address> bcc) {
        List<Recipient> recipients = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        add(recipients, seen, RecipientKind.TO, to);
        add(recipients, seen, RecipientKind.CC, cc);
        add(recipients, seen, RecipientKind.BCC, bcc);
        return recipients;
    }

    private static void add(
            List<Recipient> recipients,
            Set<String> seen,
            RecipientKind kind,
            List<Address> addresses) {
        for (Address address : addresses) {
            if (seen.add(address.key())) {
                recipients.add(new Recipient(recipients.size(), kind, address));
            }
        }
    }
}
