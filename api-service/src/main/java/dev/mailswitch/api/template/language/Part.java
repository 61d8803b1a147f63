package dev.mailswitch.api.template.language;

import java.util.Locale;

/// A part of a template; each is a text of its own.
public enum Part {
    SUBJECT,
    /// The only one where values are escaped.
    HTML,
    TEXT;

    /// As the API calls the field.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
