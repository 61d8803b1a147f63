package dev.mailswitch.api.tracking;

import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The pages that people see who follow links of mails: no script, nothing loaded from anywhere,
/// readable on a phone, in the dark and by a screen reader.
final class Pages {

    private static final String STYLE =
            """
            :root{color-scheme:light dark;--ink:#1c2430;--dim:#566070;--paper:#f4f5f7;--card:#fff;\
            --line:#dfe3e8;--go:#1f5fbf;--on:#fff}
            @media(prefers-color-scheme:dark){:root{--ink:#e8ebf0;--dim:#a3adbb;--paper:#12161c;\
            --card:#1b2129;--line:#313a46;--go:#8ab4f8;--on:#10151c}}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;\
            padding:1.25rem;background:var(--paper);color:var(--ink);\
            font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            main{width:100%;max-width:30rem;background:var(--card);border:1px solid var(--line);\
            border-radius:.75rem;padding:2rem}
            h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.01em}
            p{margin:0 0 1rem}
            p:last-child{margin-bottom:0}
            .dim{color:var(--dim);font-size:.9375rem}
            .who{font-weight:600;overflow-wrap:anywhere}
            form{margin:1.5rem 0 1rem}
            button{width:100%;min-height:3rem;padding:.75rem 1.25rem;border:1px solid var(--go);\
            border-radius:.5rem;background:var(--go);color:var(--on);font:inherit;font-weight:600;\
            cursor:pointer}
            button.quiet{background:transparent;color:var(--go)}
            button:focus-visible{outline:3px solid var(--go);outline-offset:3px}
            """;

    private static final String POLICY =
            "default-src 'none'; style-src '%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                    .formatted("sha256-" + sha256(STYLE));

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex, nofollow">
            <title>%s</title>
            <style>%s</style>
            </head>
            <body>
            <main>
            <h1>%s</h1>
            %s</main>
            </body>
            </html>
            """;

    private Pages() {}

    /// Asks whether this address shall get no more.
    static Response confirm(String address, @Nullable String sender) {
        return page(
                200,
                "Unsubscribe?",
                """
                <p>Do you want to stop mail%s to <span class="who">%s</span>?</p>
                <form method="post"><button type="submit">Unsubscribe</button></form>
                <p class="dim">If you did not mean to leave, close this page: nothing has changed.</p>
                """
                        .formatted(from(sender), escaped(address)));
    }

    /// It is done.
    static Response left(String address, @Nullable String sender) {
        return page(
                200,
                "You are unsubscribed",
                """
                <p role="status">Mail%s is no longer sent to <span class="who">%s</span>.</p>
                <form method="post"><input type="hidden" name="action" value="resubscribe">\
                <button type="submit" class="quiet">Undo: subscribe again</button></form>
                <p class="dim">What is already on its way may still arrive.</p>
                """
                        .formatted(from(sender), escaped(address)));
    }

    /// It is undone.
    static Response back(String address, @Nullable String sender) {
        return page(
                200,
                "You are subscribed again",
                """
                <p role="status">Mail%s is sent to <span class="who">%s</span> again.</p>
                <form method="post"><button type="submit" class="quiet">Unsubscribe</button></form>
                """
                        .formatted(from(sender), escaped(address)));
    }

    /// No token of ours: nothing is told of why.
    static Response unknown() {
        return page(
                404,
                "This link does not work",
                """
                <p>It may be incomplete: try to copy it from the mail once more, as a whole.</p>
                <p class="dim">If it still does not work, ask whoever sent you the mail.</p>
                """);
    }

    /// Genuine, but its organisation sends nothing at the moment.
    static Response suspended() {
        return page(
                404,
                "This link is not active",
                """
                <p>The sender of this mail has been suspended, so its links lead nowhere for now.</p>
                <p class="dim">If you expected something, ask the sender by another way.</p>
                """);
    }

    static Response tooMany() {
        return with(
                page(
                        429,
                        "Too many requests",
                        """
                        <p>There were too many requests from your network. Try again in a minute.</p>
                        """),
                "60");
    }

    static Response away() {
        return with(
                page(
                        503,
                        "Not now",
                        """
                        <p role="alert">Nothing was changed, because a part of this service does not answer. \
                        Try again in a minute.</p>
                        """),
                "30");
    }

    private static Response with(Response page, String retryAfter) {
        return Response.fromResponse(page).header("Retry-After", retryAfter).build();
    }

    private static String from(@Nullable String sender) {
        return sender == null
                ? " of this kind"
                : " from <span class=\"who\">" + escaped(sender) + "</span>";
    }

    private static Response page(int status, String title, String body) {
        return guarded(Response.status(status))
                .header("Content-Security-Policy", POLICY)
                .header("X-Frame-Options", "DENY")
                .type("text/html; charset=utf-8")
                .entity(PAGE.formatted(title, STYLE, title, body).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /// What every answer here carries: nobody keeps it, lists it, or learns the address it had.
    static Response.ResponseBuilder guarded(Response.ResponseBuilder response) {
        return response.header("Cache-Control", "no-store, private, max-age=0")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex, nofollow")
                .header("X-Content-Type-Options", "nosniff");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
