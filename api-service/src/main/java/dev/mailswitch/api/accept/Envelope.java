package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who a mail is from and for.
///
/// @param environment by name; null: the one named beside the key, else the key's own
/// @param from        null: the sender of the domain asked for, else the environment's
/// @param domainId    of the organisation's domain that the sender is of and that signs, or null
public record Envelope(
        @Nullable String environment,
        @Nullable Address from,
        @Nullable String domainId,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        List<Address> replyTo) {

    public Envelope {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
    }

    public static Envelope to(List<Address> to) {
        return new Envelope(null, null, null, to, List.of(), List.of(), List.of());
    }

    public Envelope copies(List<Address> cc, List<Address> bcc) {
        return new Envelope(environment, from, domainId, to, cc, bcc, replyTo);
    }

    public Envelope from(@Nullable Address sender) {
        return new Envelope(environment, sender, domainId, to, cc, bcc, replyTo);
    }

    public Envelope replyTo(List<Address> addresses) {
        return new Envelope(environment, from, domainId, to, cc, bcc, addresses);
    }

    public Envelope in(@Nullable String environmentName) {
        return new Envelope(environmentName, from, domainId, to, cc, bcc, replyTo);
    }

    public Envelope ofDomain(@Nullable String id) {
        return new Envelope(environment, from, id, to, cc, bcc, replyTo);
    }

    /// Addresses given, the same one twice counted twice.
    int given() {
        return to.size() + cc.size() + bcc.size();
    }
}
