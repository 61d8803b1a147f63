package dev.mailswitch.model.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailswitch.model.mail.Attachment.Disposition;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(strings = {"", "X Y", "X:Y", "Ünder", "X\u007f", "X\tY"})
    void aHeadersNameIsPrintableAsciiWithoutColon(String name) {
        assertThatThrownBy(() -> new Header(name, "v"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHeadersValueIsMeasuredInOctets() {
        assertThat(new Header("X-A", "v".repeat(998)).value()).hasSize(998);
        assertThat(new Header("X-A", "ö".repeat(499)).value()).hasSize(499);
        assertThatThrownBy(() -> new Header("X-A", "v".repeat(999)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header("X-A", "ö".repeat(500)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSubjectIsMeasuredInCharacters() {
        String longest = "\ud83d\ude00".repeat(Content.MAX_SUBJECT);
        assertThat(subject(longest).subject()).isEqualTo(longest);
        assertThatThrownBy(() -> subject("s".repeat(Content.MAX_SUBJECT + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be at most 998 characters");
    }

    @Test
    void aStoredSubjectIsReadHoweverLong() {
        String old = "s".repeat(100_000);
        assertThat(
                        Content.stored(
                                        old,
                                        null,
                                        null,
                                        List.of(),
                                        Headers.NONE,
                                        List.of(),
                                        Tracking.NONE)
                                .subject())
                .isEqualTo(old);
    }

    private static Content subject(String subject) {
        return new Content(subject, null, null, List.of(), Headers.NONE, List.of());
    }

    @Test
    void aMailHasAtMostFiftyHeaders() {
        Header header = new Header("X-A", "v");
        assertThat(new Headers(Collections.nCopies(50, header)).all()).hasSize(50);
        assertThatThrownBy(() -> new Headers(Collections.nCopies(51, header)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void aSubjectIsOneLineOrRefused(@ForAll String subject) {
        try {
            new Content(subject, null, null, List.of(), Headers.NONE, List.of());
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(subject).doesNotContain("\r", "\n", "\0", "\u0085", "\u2028", "\u2029");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "text/", "/plain", "text/plain; charset", "a b/c"})
    void anAttachmentSaysWhatItIs(String type) {
        assertThatThrownBy(() -> attachment("a.txt", type, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\0b"})
    void anAttachmentHasAName(String name) {
        assertThatThrownBy(() -> attachment(name, "text/plain", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAttachmentsNameIsMeasuredInOctets() {
        assertThat(attachment("ö".repeat(127), "TEXT/Plain", null).contentType())
                .isEqualTo("text/plain");
        assertThatThrownBy(() -> attachment("ö".repeat(128), "text/plain", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<a>", "a>", "ö", "a\r\nX: y"})
    void aContentIdFitsBetweenAngleBrackets(String contentId) {
        assertThatThrownBy(() -> attachment("a", "image/png", contentId))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logo", "logo@mail", "a.b-c_d", "!~"})
    void contentIdsOfTheUsualKindsPass(String contentId) {
        assertThat(attachment("a", "image/png", contentId).contentId()).isEqualTo(contentId);
    }

    private static Attachment attachment(String name, String type, @Nullable String contentId) {
        return new Attachment(name, type, contentId, Disposition.INLINE, DIGEST, 1);
    }
}
