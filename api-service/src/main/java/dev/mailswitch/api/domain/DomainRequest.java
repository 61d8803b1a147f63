package dev.mailswitch.api.domain;

import dev.mailswitch.api.dialect.FieldError;
import dev.mailswitch.api.dialect.Problem;
import dev.mailswitch.api.dialect.Refused;
import dev.mailswitch.model.mail.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be written of a domain.
///
/// @param senderEmail the From of mails that name the domain only
/// @param returnPath  the envelope sender of its mail; absent: the From
record DomainRequest(
        @Nullable String name,
        @Nullable String senderEmail,
        @Nullable String senderName,
        @Nullable String returnPath) {

    /// @param name of the domain
    record Valid(DomainName name, Domain.Settings settings) {}

    static DomainRequest of(Domain domain) {
        Domain.Settings settings = domain.settings();
        return new DomainRequest(
                domain.name(),
                settings.senderEmail(),
                settings.senderName(),
                settings.returnPath());
    }

    /// @throws Refused naming every field that is wrong
    Valid valid() {
        List<FieldError> errors = new ArrayList<>();
        DomainName domain = domain(errors);
        String sender = null;
        String shownAs = null;
        if (senderEmail != null && domain != null) {
            try {
                Address address = named(Address.of(senderEmail), errors);
                if (!address.asciiDomain().equals(domain.value())) {
                    errors.add(FieldError.invalid("sender_email", "must be of the domain"));
                }
                sender = address.email();
                shownAs = address.name();
            } catch (IllegalArgumentException wrong) {
                errors.add(FieldError.invalid("sender_email", String.valueOf(wrong.getMessage())));
            }
        } else if (senderName != null && senderEmail == null) {
            errors.add(FieldError.invalid("sender_name", "needs a sender_email"));
        }
        String bounces = domain == null ? null : bounces(domain, errors);
        if (!errors.isEmpty() || domain == null) {
            throw new Refused(Problem.invalid(errors));
        }
        return new Valid(domain, new Domain.Settings(sender, shownAs, bounces));
    }

    private Address named(Address address, List<FieldError> errors) {
        try {
            return new Address(address.email(), senderName);
        } catch (IllegalArgumentException wrong) {
            errors.add(FieldError.invalid("sender_name", String.valueOf(wrong.getMessage())));
            return address;
        }
    }

    private @Nullable DomainName domain(List<FieldError> errors) {
        if (name == null) {
            errors.add(FieldError.required("name"));
            return null;
        }
        try {
            return DomainName.parse(name);
        } catch (IllegalArgumentException wrong) {
            errors.add(FieldError.invalid("name", String.valueOf(wrong.getMessage())));
            return null;
        }
    }

    /// Aligned with the From's domain, else SPF does not count for DMARC.
    private @Nullable String bounces(DomainName domain, List<FieldError> errors) {
        if (returnPath == null) {
            return null;
        }
        try {
            Address address = Address.of(returnPath);
            if (!domain.covers(address) || address.needsSmtpUtf8()) {
                errors.add(
                        FieldError.invalid(
                                "return_path",
                                "must be an address of ASCII, of the domain or one below it"));
            }
            return address.local() + "@" + address.asciiDomain();
        } catch (IllegalArgumentException wrong) {
            errors.add(FieldError.invalid("return_path", String.valueOf(wrong.getMessage())));
            return null;
        }
    }
}
