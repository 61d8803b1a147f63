package dev.mailswitch.delivery.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.delivery.transport.http.twin.ReceivedMail;
import dev.mailswitch.delivery.transport.http.twin.ReceivedMail.Party;
import dev.mailswitch.delivery.transport.http.twin.Twin.Feature;
import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.RecipientKind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// That what arrived is what was sent: names, subject, bodies, headers, files, each byte of them.
public final class SameMail {

    private SameMail() {}

    /// @param carried what the shipment has beside what all mails have
    public static void check(ReceivedMail mail, Shipment shipment, Set<Feature> carried) {
        var content = shipment.letter().content();
        assertThat(mail.from()).isEqualTo(party(shipment.letter().from()));
        assertThat(mail.subject()).isEqualTo(content.subject());
        assertThat(mail.html()).isEqualTo(content.html());
        assertThat(lines(mail.text())).isEqualTo(lines(content.text()));
        assertThat(mail.to()).isEqualTo(shown(shipment, RecipientKind.TO));
        assertThat(mail.cc()).isEqualTo(shown(shipment, RecipientKind.CC));
        assertThat(mail.replyTo())
                .isEqualTo(content.replyTo().stream().map(SameMail::party).toList());
        assertThat(mail.envelope())
                .containsExactlyInAnyOrderElementsOf(
                        shipment.legs().stream()
                                .map(leg -> leg.recipient().address().onTheWire())
                                .toList());
        Map<String, String> headers = new HashMap<>();
        mail.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        assertThat(headers)
                .containsEntry("x-order", content.headers().all().getFirst().value())
                .containsEntry("auto-submitted", "auto-generated");
        if (carried.contains(Feature.REPEATED_HEADER)) {
            assertThat(headers.get("x-twice")).contains("one", "two");
        }
        assertThat(mail.files()).hasSize(content.attachments().size());
        for (int i = 0; i < mail.files().size(); i++) {
            var sent = content.attachments().get(i);
            var got = mail.files().get(i);
            assertThat(got.name()).isEqualTo(sent.filename());
            assertThat(got.type()).startsWith(sent.contentType());
            assertThat(got.contentId()).isEqualTo(sent.contentId());
            assertThat(got.bytes()).isEqualTo(shipment.files().of(sent.sha256()));
        }
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n").strip();
    }

    private static List<Party> shown(Shipment shipment, RecipientKind kind) {
        return shipment.letter().recipients().stream()
                .filter(recipient -> recipient.kind() == kind)
                .map(recipient -> party(recipient.address()))
                .toList();
    }

    private static Party party(Address address) {
        return new Party(address.name(), address.onTheWire());
    }
}
