package dev.mailswitch.provider;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import java.util.ArrayList;
import java.util.List;

/// The recipients of a call to a vendor whose To, Cc and Bcc are the envelope. All of these want a
/// To: without one, those of Cc are moved there, and one hidden recipient alone is addressed
/// openly, as nobody else sees it. The planner sends hidden ones alone where nobody is visible.
public record Addressees(List<Address> to, List<Address> cc, List<Address> bcc) {

    public Addressees {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
    }

    static Addressees of(List<Recipient> recipients) {
        List<Address> to = kind(recipients, RecipientKind.TO);
        List<Address> cc = kind(recipients, RecipientKind.CC);
        List<Address> bcc = kind(recipients, RecipientKind.BCC);
        if (!to.isEmpty()) {
            return new Addressees(to, cc, bcc);
        }
        if (!cc.isEmpty()) {
            return new Addressees(cc, List.of(), bcc);
        }
        return bcc.size() == 1
                ? new Addressees(bcc, List.of(), List.of())
                : new Addressees(List.of(), List.of(), bcc);
    }

    /// Whether there are hidden recipients and nobody else: they cannot share a call.
    public boolean onlyHidden() {
        return to.isEmpty();
    }

    public List<Address> all() {
        List<Address> all = new ArrayList<>(to);
        all.addAll(cc);
        all.addAll(bcc);
        return all;
    }

    private static List<Address> kind(List<Recipient> recipients, RecipientKind kind) {
        return recipients.stream()
                .filter(recipient -> recipient.kind() == kind)
                .map(Recipient::address)
                .toList();
    }
}
