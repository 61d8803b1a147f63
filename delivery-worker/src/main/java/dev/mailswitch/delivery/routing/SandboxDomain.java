package dev.mailswitch.delivery.routing;

import dev.mailswitch.model.mail.Address;

/// The domain whose addresses script the sandbox. Mail to it never leaves through a real provider;
/// a sandbox takes any other mail too.
public final class SandboxDomain {

    private static final String NAME = "sandbox.test";

    private SandboxDomain() {}

    public static boolean covers(Address address) {
        return address.asciiDomain().equals(NAME);
    }
}
