package dev.mailswitch.vendors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailswitch.bounce.Classifier;
import dev.mailswitch.provider.Account;
import dev.mailswitch.provider.ProviderKind;
import dev.mailswitch.provider.Sought;
import dev.mailswitch.provider.Vendor;
import dev.mailswitch.provider.VendorSheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every vendor, by its sheet and its page.
class VendorsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    static Stream<ProviderKind> kinds() {
        return Stream.of(ProviderKind.values()).filter(kind -> kind.sheet().isPresent());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aKindHasItsVendor(ProviderKind kind) {
        assertThat(Vendors.of(kind, Classifier.standard()).kind()).isEqualTo(kind);
        assertThat(kind.capabilities().maxRecipients()).isPositive();
        assertThat(kind.capabilities().maxBytes()).isGreaterThan(5 << 20);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itsPageNamesEverySettingAndWhatIsTakenUnlessItIsSet(ProviderKind kind) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "providers", kind.word() + ".md"));
        VendorSheet sheet = kind.sheet().orElseThrow();
        for (VendorSheet.Setting setting : sheet.settings()) {
            assertThat(page).contains("`" + setting.name() + "`");
            if (setting.fallback() != null) {
                assertThat(page).contains("`" + setting.fallback() + "`");
            }
        }
        assertThat(page).contains("`secret`");
    }

    /// The sheet's word, which the engine believes, is that of the code: one that can be asked makes
    /// a question, unless a setting of the account says that it cannot.
    @ParameterizedTest
    @MethodSource("kinds")
    void whoCanBeAskedHasAQuestion(ProviderKind kind) {
        Vendor vendor = Vendors.of(kind, Classifier.standard());
        Map<String, String> settings =
                new HashMap<>(kind.sheet().orElseThrow().completed(Map.of()));
        settings.putIfAbsent("base_url", "https://api.example.com");
        settings.putIfAbsent("domain", "mail.example.com");
        settings.putIfAbsent("api_key", "key");
        settings.put("email_activity", "yes");
        Sought sought = new Sought("token", "shop@example.com", NOW);
        assertThat(vendor.lookUp(sought, new Account(settings, "secret"), NOW).isPresent())
                .isEqualTo(kind.capabilities().canBeAsked());
    }
}
