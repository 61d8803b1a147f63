package dev.mailswitch.model.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedHeadersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From",
                "TO",
                "cc",
                "Bcc",
                "Sender",
                "Subject",
                "Date",
                "Message-ID",
                "Message-Id",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
                "Return-Path",
                "Received",
                "Resent-To",
                "Resent-Bcc",
                "ARC-Seal",
                "Authentication-Results",
                "Auto-Submitted",
                "DKIM-Signature",
                "X-Mailswitch-Id",
                "x-mailswitch-anything",
                "X-SMTPAPI",
                "X-SES-CONFIGURATION-SET",
                "X-PM-Message-Stream",
                "X-MSYS-API",
                "X-Mailgun-Variables",
                "X-MJ-CustomID",
                "X-Mailin-Tag",
                "X-Sib-Sandbox",
                "X-MC-Tags",
                "Resend-Idempotency-Key",
                "Idempotency-Key",
                "X-Mailjet-Campaign"
            })
    void oursAndTheProvidersAre(String name) {
        assertThat(ReservedHeaders.contains(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Campaign", "References", "In-Reply-To", "List-Id", "List-Unsubscribe",
                "List-Unsubscribe-Post", "Precedence", "X-From", "Fromage", "X-Entity-Ref-ID",
                "Feedback-ID", "Importance", "Keywords"
            })
    void othersAreTheSenders(String name) {
        assertThat(ReservedHeaders.contains(name)).isFalse();
    }
}
