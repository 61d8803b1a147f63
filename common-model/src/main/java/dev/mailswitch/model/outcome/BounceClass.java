package dev.mailswitch.model.outcome;

import java.util.List;
import java.util.Locale;

/// Why a host or a provider refused a mail; used in the API, events and metrics. Stored by code:
/// new ones go to the end.
public enum BounceClass {
    /// The provider's address or network is blocked or of bad repute at this host.
    PROVIDER_BLOCK(Remedy.OTHER_PROVIDER, false),
    /// Too much at once, says the host.
    THROTTLED(Remedy.OTHER_PROVIDER, false),
    /// SPF, DKIM, DMARC, PTR or TLS fail on this way.
    AUTH_POLICY(Remedy.OTHER_PROVIDER, false),
    /// Our From or a linked domain is listed: follows us to every provider.
    DOMAIN_BLOCK(Remedy.NONE, false),
    CONTENT_REJECTED(Remedy.NONE, false),
    /// A policy of the host, cause unclear.
    POLICY(Remedy.OTHER_PROVIDER_ONCE, false),
    /// No such mailbox or domain.
    INVALID_RECIPIENT(Remedy.NONE, true),
    MAILBOX_DISABLED(Remedy.NONE, true),
    MAILBOX_FULL(Remedy.LATER, false),
    /// This recipient or its organisation does not want us.
    RECIPIENT_REFUSED(Remedy.NONE, false),
    MESSAGE_TOO_LARGE(Remedy.OTHER_PROVIDER_ONCE, false),
    RELAY_DENIED(Remedy.OTHER_PROVIDER_ONCE, false),
    /// Loops, too many hops.
    ROUTING(Remedy.NONE, false),
    /// Greylisting, busy, network, DNS.
    TRANSIENT(Remedy.LATER, false),
    /// On the provider's own suppression list.
    SUPPRESSED(Remedy.NONE, false),
    /// Our protocol or syntax error.
    PROTOCOL(Remedy.NONE, false),
    COMPLAINT(Remedy.NONE, false),
    UNKNOWN(Remedy.OTHER_PROVIDER_ONCE, false);

    private static final List<BounceClass> ALL = List.of(values());

    /// What can still be done for the recipient.
    public enum Remedy {
        /// Nothing: it bounces.
        NONE,
        /// The same again, later; the provider is not to blame.
        LATER,
        /// Another provider, as often as there are any.
        OTHER_PROVIDER,
        /// Another provider, one time.
        OTHER_PROVIDER_ONCE
    }

    private final Remedy remedy;
    private final boolean suppresses;

    BounceClass(Remedy remedy, boolean suppresses) {
        this.remedy = remedy;
        this.suppresses = suppresses;
    }

    public Remedy remedy() {
        return remedy;
    }

    /// Whether a permanent refusal of this class puts the address on the suppression list.
    public boolean suppresses() {
        return suppresses;
    }

    public short code() {
        return (short) ordinal();
    }

    public static BounceClass of(int code) {
        return ALL.get(code);
    }

    /// As the API writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
