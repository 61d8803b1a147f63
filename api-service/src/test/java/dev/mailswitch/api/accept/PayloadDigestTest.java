package dev.mailswitch.api.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.model.mail.Address;
import dev.mailswitch.model.mail.OnUnknown;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadDigestTest {

    /// They are on record for a day and longer, and two releases may run side by side.
    @ParameterizedTest
    @CsvSource({
        "transactional, 28ce43f251f8fa324b3900c6db091969f97557235649f74d1714c82bb96a6f0a",
        "bulk, f4a27f7d604c8a16464981f6cfee4508de2a4c4a52bd9a2fc193e07364ef60aa",
        "urgent, c89d36335894c7ca9322fa2404aa27a6d7cb3f4944cd05e1f6329c0bde0ad7a2",
    })
    void aRequestHasTheSameDigestInEveryRelease(String policy, String digest) {
        Submission mail =
                Submission.of(
                                "emails",
                                Envelope.to(List.of(Address.of("ann@example.com"))),
                                new Matter.Written("s", null, "t"))
                        .with(new Tracking(true, false, false).asked(true, false))
                        .with(Choices.STANDARD.policy(policy).onUnknown(OnUnknown.AT_MOST_ONCE));
        assertThat(HexFormat.of().formatHex(PayloadDigest.of(mail))).isEqualTo(digest);
    }
}
