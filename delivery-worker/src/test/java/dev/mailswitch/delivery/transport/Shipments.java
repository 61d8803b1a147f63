package dev.mailswitch.delivery.transport;

import dev.mailswitch.compose.Letter;
import dev.mailswitch.delivery.transport.http.twin.Twin.Feature;
import dev.mailswitch.model.id.EmailId;
import dev.mailswitch.model.id.EnvironmentId;
import dev.mailswitch.model.id.OrganisationId;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.Attachment;
import dev.mailswitch.model.mail.Attachment.Disposition;
import dev.mailswitch.model.mail.Content;
import dev.mailswitch.model.mail.Header;
import dev.mailswitch.model.mail.Headers;
import dev.mailswitch.model.mail.Lane;
import dev.mailswitch.model.mail.Recipient;
import dev.mailswitch.model.mail.RecipientKind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Mails for providers: one that has everything, and what can be taken from it.
public final class Shipments {

    public static final UUID KEY = UUID.fromString("019aa000-0000-7000-8000-0000000000aa");
    public static final String CORRELATION = "AQAB_some-token";
    static final byte[] LARGE = random(5 << 20, 1);
    static final byte[] IMAGE = random(2_000, 2);

    private static final Instant DATE = Instant.parse("2026-01-02T03:04:05Z");
    public static final String CORRELATION_BEFORE = "AQAB_the-first";

    private static final Shipment.Repeat REPEAT =
            new Shipment.Asked(List.of(new Shipment.Sought(CORRELATION_BEFORE, DATE)), true);

    private final Set<Feature> features;
    private final List<Recipient> recipients;
    private final boolean mayDouble;

    private final boolean repeat;

    private Shipments(
            Set<Feature> features, List<Recipient> recipients, boolean mayDouble, boolean repeat) {
        this.features = Set.copyOf(features);
        this.recipients = List.copyOf(recipients);
        this.mayDouble = mayDouble;
        this.repeat = repeat;
    }

    /// To 40 recipients, with a subject in Japanese, difficult names, a large file.
    ///
    /// @param features what it has beside
    public static Shipments rich(Set<Feature> features) {
        List<Recipient> all = new ArrayList<>();
        if (features.contains(Feature.ONLY_HIDDEN_RECIPIENTS)) {
            add(all, RecipientKind.BCC, 2);
        } else {
            add(all, RecipientKind.TO, 20);
            add(all, RecipientKind.CC, 15);
            add(all, RecipientKind.BCC, 5);
        }
        if (features.contains(Feature.UNICODE_LOCAL_PART)) {
            all.add(new Recipient(all.size(), RecipientKind.TO, Address.of("jörg@empfang.test")));
        }
        return new Shipments(features, all, true, false);
    }

    /// To one recipient.
    public static Shipments plain() {
        return new Shipments(
                Set.of(),
                List.of(new Recipient(0, RecipientKind.TO, Address.of("ada@empfang.test"))),
                true,
                false);
    }

    public Shipments neverTwice() {
        return new Shipments(features, recipients, false, repeat);
    }

    /// After a call whose end nobody knows, and about which the vendor is asked.
    public Shipments again() {
        return new Shipments(features, recipients, mayDouble, true);
    }

    private static void add(List<Recipient> all, RecipientKind kind, int count) {
        for (int i = 0; i < count; i++) {
            String name =
                    switch (i % 4) {
                        case 0 -> "Doe, \"Jane\" \\ " + kind.name();
                        case 1 -> "山田 太郎";
                        case 2 -> "Ada Lovelace";
                        default -> null;
                    };
            String email = kind.name().toLowerCase(Locale.ROOT) + i + "@empfang.test";
            all.add(new Recipient(all.size(), kind, new Address(email, name)));
        }
    }

    public Shipment shipment() {
        Map<String, byte[]> files = new HashMap<>();
        boolean rich = recipients.size() > 1;
        Letter letter =
                new Letter(
                        new Address("noreply@shop.test", "Bücher & \"Mehr\", GmbH"),
                        "<019aa000@shop.test>",
                        DATE,
                        KEY,
                        recipients,
                        content(rich, files),
                        Lane.TRANSACTIONAL,
                        List.of(),
                        null);
        return new Shipment(
                EmailId.ofRecipient(UUID.fromString("01890000-0000-7000-8000-000000000000")),
                new OrganisationId(new UUID(0, 2)),
                new EnvironmentId(new UUID(0, 4)),
                KEY,
                letter,
                files::get,
                "bounces@shop.test",
                CORRELATION,
                List.of("welcome"),
                mayDouble,
                repeat ? REPEAT : null,
                recipients.stream().map(r -> new Shipment.Leg(r, 1)).toList());
    }

    private Content content(boolean rich, Map<String, byte[]> files) {
        if (!rich) {
            return new Content(
                    "Hello", "<p>Hello</p>", "Hello", List.of(), Headers.NONE, List.of());
        }
        boolean inline = features.contains(Feature.INLINE_IMAGE);
        List<Attachment> attachments = new ArrayList<>();
        if (inline) {
            attachments.add(
                    file("logo.png", "image/png", "logo-1", Disposition.INLINE, IMAGE, files));
        }
        attachments.add(
                file(
                        features.contains(Feature.UNICODE_FILENAME) ? "Bücher.pdf" : "books.pdf",
                        "application/pdf",
                        null,
                        Disposition.ATTACHMENT,
                        LARGE,
                        files));
        List<Header> headers = new ArrayList<>();
        headers.add(
                new Header(
                        "X-Order",
                        features.contains(Feature.UNICODE_HEADER) ? "Nº 17 – größer" : "No 17"));
        if (features.contains(Feature.REPEATED_HEADER)) {
            headers.add(new Header("X-Twice", "one"));
            headers.add(new Header("X-Twice", "two"));
        }
        List<Address> replyTo = new ArrayList<>(List.of(new Address("help@shop.test", "Hilfe")));
        if (features.contains(Feature.SEVERAL_REPLY_TO)) {
            replyTo.add(Address.of("more@shop.test"));
        }
        return new Content(
                "ご注文ありがとうございます {{name}}",
                "<p>Grüße {{name}} <a href=\"https://x.test/?a=1&amp;b=2\">„hier“</a></p>"
                        + (inline ? "<img src=\"cid:logo-1\">" : ""),
                "Grüße {{name}}\nund *mehr*\n.\n..dots",
                replyTo,
                new Headers(headers),
                attachments);
    }

    private static Attachment file(
            String name,
            String type,
            @Nullable String contentId,
            Disposition disposition,
            byte[] bytes,
            Map<String, byte[]> files) {
        try {
            String digest =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            files.put(digest, bytes);
            return new Attachment(name, type, contentId, disposition, digest, bytes.length);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
