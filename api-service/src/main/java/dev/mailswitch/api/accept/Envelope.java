package dev.mailswitch.api.accept;

import dev.mailswitch.model.mail.Address;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who a mail is from and for.
///
/// @param environment by name; null: the one named beside the key, else the key's own
/// @param from        null: the sender of the domain asked for, else the environment's
/// @param senderName  that goes with whichever address it is from, or null: that address's own
/// @param domainId    of the organisation's domain that the sender is of and that signs, or null
/// @param identity    the word that environment or domain were asked for by, where a door has one
///     for both; it stays the same when the environment's name does not. Else null
/// @param noAddresses what was given for addresses of copies and is none: nothing is sent there, but
///     a repetition has the same
public record Envelope(
        @Nullable String environment,
        @Nullable Address from,
        @Nullable String senderName,
        @Nullable String domainId,
        @Nullable String identity,
        List<Address> to,
        List<Address> cc,
        List<Address> bcc,
        List<Address> replyTo,
        List<String> noAddresses) {

    public Envelope {
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        replyTo = List.copyOf(replyTo);
        noAddresses = List.copyOf(noAddresses);
    }

    public static Envelope to(List<Address> to) {
        return new Envelope(
                null, null, null, null, null, to, List.of(), List.of(), List.of(), List.of());
    }

    public Envelope copies(List<Address> cc, List<Address> bcc) {
        return new Envelope(
                environment,
                from,
                senderName,
                domainId,
                identity,
                to,
                cc,
                bcc,
                replyTo,
                noAddresses);
    }

    public Envelope from(@Nullable Address sender) {
        return new Envelope(
                environment,
                sender,
                senderName,
                domainId,
                identity,
                to,
                cc,
                bcc,
                replyTo,
                noAddresses);
    }

    public Envelope named(@Nullable String name) {
        return new Envelope(
                environment, from, name, domainId, identity, to, cc, bcc, replyTo, noAddresses);
    }

    public Envelope replyTo(List<Address> addresses) {
        return new Envelope(
                environment,
                from,
                senderName,
                domainId,
                identity,
                to,
                cc,
                bcc,
                addresses,
                noAddresses);
    }

    public Envelope in(@Nullable String environmentName) {
        return new Envelope(
                environmentName,
                from,
                senderName,
                domainId,
                identity,
                to,
                cc,
                bcc,
                replyTo,
                noAddresses);
    }

    public Envelope ofDomain(@Nullable String id) {
        return new Envelope(
                environment, from, senderName, id, identity, to, cc, bcc, replyTo, noAddresses);
    }

    public Envelope askedFor(@Nullable String word) {
        return new Envelope(
                environment, from, senderName, domainId, word, to, cc, bcc, replyTo, noAddresses);
    }

    public Envelope leavingOut(List<String> texts) {
        return new Envelope(
                environment, from, senderName, domainId, identity, to, cc, bcc, replyTo, texts);
    }

    /// Addresses given, the same one twice counted twice.
    public int given() {
        return to.size() + cc.size() + bcc.size();
    }

    /// Of these addresses and their names, in UTF-8.
    long octets() {
        return Stream.of(to, cc, bcc).flatMap(List::stream).mapToLong(Address::octets).sum();
    }
}
