package dev.mailswitch.api.accept;

import dev.mailswitch.model.id.TemplateId;
import org.jspecify.annotations.Nullable;

/// What a mail says.
public sealed interface Matter {

    /// In its own words: as they were sent to us, or as a template made them.
    ///
    /// @param html      null or not empty
    /// @param text      null or not empty; a mail without either is legal at some doors
    /// @param preheader what a mail program shows beside the subject, at most 255 characters, or
    ///     null
    /// @param template  what made it, or null
    record Written(
            String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable String preheader,
            @Nullable TemplateId template)
            implements Matter {

        public Written {
            preheader = dev.mailswitch.model.mail.Tracking.preheader(preheader);
        }

        /// Of no template.
        public Written(
                String subject,
                @Nullable String html,
                @Nullable String text,
                @Nullable String preheader) {
            this(subject, html, text, preheader, null);
        }

        public Written(String subject, @Nullable String html, @Nullable String text) {
            this(subject, html, text, null);
        }
    }

    /// Of a template.
    ///
    /// @param subject  instead of the template's and taken as it is, or null
    /// @param varsJson a JSON object with its names sorted
    record Templated(
            TemplateRef template,
            @Nullable String subject,
            String varsJson,
            @Nullable String preheader)
            implements Matter {

        public Templated {
            preheader = dev.mailswitch.model.mail.Tracking.preheader(preheader);
        }
    }
}
