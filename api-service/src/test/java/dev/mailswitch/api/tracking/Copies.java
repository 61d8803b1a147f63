package dev.mailswitch.api.tracking;

import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.id.ProviderId;
import dev.mailswitch.model.token.Sent;

/// Copies of mails that nobody sent.
final class Copies {

    private static final EmailId MAIL = EmailId.parse("019a0000-0000-7abc-8def-012345678800");
    private static final ProviderId PROVIDER =
            ProviderId.parse("00000000-0000-0000-0000-0000000000a1");

    private Copies() {}

    static Sent of(OrganisationId organisation, int position) {
        return new Sent(MAIL, position, 1, organisation, PROVIDER);
    }

    static Sent of(int position) {
        return of(OrganisationId.parse("00000000-0000-0000-0000-0000000000b1"), position);
    }
}
