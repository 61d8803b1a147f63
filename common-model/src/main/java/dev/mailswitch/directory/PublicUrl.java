package dev.mailswitch.directory;

import dev.mailswitch.model.id.OrganisationId;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Where this installation, or an organisation's tracking host, is reached from outside.
public final class PublicUrl {

    /// What it is called in the environment.
    public static final String SETTING = "MAILSWITCH_PUBLIC_URL";

    public static final int MAX = 255;

    private static final Pattern FORM =
            Pattern.compile(
                    "https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:.]+])(?::[0-9]{1,5})?");

    private PublicUrl() {}

    /// Whether it is scheme, host and maybe port, and nothing else: it stands in mails without any
    /// escaping.
    public static boolean valid(String url) {
        return url.length() <= MAX && FORM.matcher(url).matches();
    }

    /// The setting, without a slash at its end.
    ///
    /// @throws IllegalArgumentException in words for the operator
    public static String parse(String setting) {
        String url = setting.endsWith("/") ? setting.substring(0, setting.length() - 1) : setting;
        if (!valid(url)) {
            throw new IllegalArgumentException(
                    SETTING + " must have the form https://host or https://host:port");
        }
        return url;
    }

    /// Where an organisation's links lead, without a slash at the end: to its own tracking host,
    /// else to the installation.
    ///
    /// @param url the installation's, as [#parse(String)] gives it
    public static Function<OrganisationId, String> links(LiveDirectory directory, String url) {
        return organisation ->
                directory
                        .now()
                        .organisation(organisation)
                        .map(Organisation::trackingUrl)
                        .orElse(url);
    }
}
