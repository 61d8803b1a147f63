package dev.mailswitch.model.id;

import java.util.HexFormat;
import java.util.UUID;

/// The id of a mail as doors that call it a send write it: `sends_` and the 32 lower-case
/// hexadecimal digits of the [EmailId]. Another spelling of the same id, no secret.
public record SendId(EmailId mail) {

    /// What every one begins with, and no other id.
    public static final String PREFIX = "sends_";

    private static final int HALF = 16;
    private static final HexFormat HEX = HexFormat.of();

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if it is not that, or a recipient's id in that form
    public static SendId parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 2 * HALF) {
            throw new IllegalArgumentException("not the id of a send");
        }
        int half = PREFIX.length() + HALF;
        long high = HexFormat.fromHexDigitsToLong(text, PREFIX.length(), half);
        long low = HexFormat.fromHexDigitsToLong(text, half, half + HALF);
        SendId id = new SendId(new EmailId(new UUID(high, low)));
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("not the id of a send");
        }
        return id;
    }

    @Override
    public String toString() {
        UUID id = mail.value();
        return PREFIX
                + HEX.toHexDigits(id.getMostSignificantBits())
                + HEX.toHexDigits(id.getLeastSignificantBits());
    }
}
