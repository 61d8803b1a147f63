package dev.mailswitch.model.token;

import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.mail.Address;

/// What a token in a mail says once it is known to be ours.
public sealed interface Token {

    Sent sent();

    /// The mail was shown.
    record Open(Sent sent) implements Token {}

    /// A link of the mail was followed.
    record Click(Sent sent, TargetUrl target) implements Token {}

    /// The recipient wants no more of these. Holds all that leaving needs, so that it works when
    /// the mail itself is no longer kept.
    record Unsubscribe(Sent sent, EnvironmentId environment, Address address) implements Token {

        public Unsubscribe {
            address = Address.of(address.email());
        }
    }

    /// What a vendor is given with a call and sends back with its events.
    ///
    /// @param sent the first recipient of the call, and the number of his first attempt with it
    record Parcel(Sent sent) implements Token {}

    /// Signed and sealed with it: a token of one kind is none of another.
    enum Kind {
        OPEN('o'),
        CLICK('c'),
        UNSUBSCRIBE('u'),
        PARCEL('p');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }
    }
}
