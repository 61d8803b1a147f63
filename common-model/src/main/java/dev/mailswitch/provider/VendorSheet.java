package dev.mailswitch.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a vendor: the `provider.json` in its folder, read once.
///
/// @param title    the vendor's own name
/// @param secret   what the account's secret is, in words for an operator
/// @param test     how to try the account without reaching anybody, in words for an operator
/// @param askedIf  the setting, and its value, that an account needs to be asked; or null
/// @param settings what the account must or may be told beside the secret, in order
public record VendorSheet(
        String title,
        Capabilities capabilities,
        Map.@Nullable Entry<String, String> askedIf,
        String secret,
        String test,
        List<Setting> settings) {

    /// One setting of an account.
    ///
    /// @param purpose  in words for an operator
    /// @param required without it the account cannot be used
    /// @param fallback taken if it is not set, or null
    /// @param kind     what its value must look like
    /// @param choices  all values there are; only with [Kind#CHOICE]
    /// @param pattern  what a value must match beside, or null
    public record Setting(
            String name,
            String purpose,
            boolean required,
            @Nullable String fallback,
            Kind kind,
            List<String> choices,
            @Nullable String pattern) {

        /// What values look like.
        public enum Kind {
            /// An absolute http or https address without query.
            URL,
            /// A host's name.
            DOMAIN,
            /// Printable ASCII without spaces.
            WORD,
            CHOICE
        }

        public Setting {
            choices = List.copyOf(choices);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final class Read {
        static final Map<ProviderKind, VendorSheet> ALL =
                Collections.synchronizedMap(new EnumMap<>(ProviderKind.class));
    }

    public VendorSheet {
        settings = List.copyOf(settings);
    }

    /// The sheet of a vendor.
    ///
    /// @throws IllegalArgumentException if this kind is no vendor
    static VendorSheet of(ProviderKind kind) {
        return Read.ALL.computeIfAbsent(kind, VendorSheet::read);
    }

    /// What an account with these settings can do.
    public Capabilities capabilities(Map<String, String> account) {
        return askedIf == null
                        || askedIf.getValue().equals(completed(account).get(askedIf.getKey()))
                ? capabilities
                : capabilities.withoutAsking();
    }

    /// The account's settings with what is taken where nothing is set.
    public Map<String, String> completed(Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting setting : settings) {
            if (setting.fallback() != null) {
                all.put(setting.name(), setting.fallback());
            }
        }
        all.putAll(given);
        return all;
    }

    private static VendorSheet read(ProviderKind kind) {
        String resource = kind.word() + "/provider.json";
        try (InputStream file = VendorSheet.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalArgumentException("there is no " + resource);
            }
            return of(JSON.readTree(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(resource + " cannot be read", broken);
        }
    }

    private static VendorSheet of(JsonNode sheet) {
        List<Setting> settings = new ArrayList<>();
        sheet.required("settings").forEach(setting -> settings.add(setting(setting)));
        return new VendorSheet(
                sheet.required("title").asText(),
                capabilities(sheet.required("capabilities")),
                askedIf(sheet.path("asked_if")),
                sheet.required("secret").asText(),
                sheet.required("test").asText(),
                settings);
    }

    private static Map.@Nullable Entry<String, String> askedIf(JsonNode node) {
        return node.properties().stream()
                .findFirst()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().asText()))
                .orElse(null);
    }

    private static Capabilities capabilities(JsonNode node) {
        return new Capabilities(
                node.required("separate_envelope").asBoolean(),
                node.required("max_recipients").asInt(),
                node.required("max_bytes").asLong(),
                Duration.parse(node.required("idempotency_window").asText()),
                node.required("can_be_asked").asBoolean(),
                // Its webhooks are not taken yet; until then nobody can wait for a report.
                false);
    }

    private static Setting setting(JsonNode node) {
        List<String> choices = new ArrayList<>();
        node.path("choices").forEach(choice -> choices.add(choice.asText()));
        return new Setting(
                node.required("name").asText(),
                node.required("purpose").asText(),
                node.path("required").asBoolean(false),
                node.path("default").textValue(),
                Setting.Kind.valueOf(node.required("kind").asText().toUpperCase(Locale.ROOT)),
                choices,
                node.path("pattern").textValue());
    }
}
