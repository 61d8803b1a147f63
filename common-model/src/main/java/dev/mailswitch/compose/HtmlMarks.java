package dev.mailswitch.compose;

import java.util.List;

/// Places in an HTML document where something can be put without touching the rest; offsets in
/// characters, -1 where there is no such place.
///
/// @param links     values of `href` of `a` and `area`, without their quotes, in order
/// @param doctype   behind the document type
/// @param html      behind the start tag of `html`
/// @param head      behind the end tag of `head`
/// @param body      behind the start tag of `body`
/// @param bodyEnd   before the last end tag of `body`
/// @param htmlEnd   before the last end tag of `html`
/// @param end       the end, or before what is opened and never closed
record HtmlMarks(
        List<Span> links,
        int doctype,
        int html,
        int head,
        int body,
        int bodyEnd,
        int htmlEnd,
        int end) {

    /// Characters from `from` up to, not including, `to`.
    record Span(int from, int to) {}

    /// Where what shall be shown first goes.
    int top() {
        return body >= 0 ? body : Math.max(0, Math.max(head, Math.max(html, doctype)));
    }

    /// Where what shall be shown last goes.
    int bottom() {
        return bodyEnd >= 0 ? bodyEnd : htmlEnd >= 0 ? htmlEnd : end;
    }
}
