package dev.mailswitch.ledger.reading;

import dev.mailswitch.model.id.EmailId;
import org.jspecify.annotations.Nullable;

/// Which part of a list: after a mail, or so many deep.
///
/// @param limit  1 to 200
/// @param offset 0 to 10,000; deeper is for cursors
/// @param after  the last mail of the page before, or null
public record Paging(int limit, int offset, @Nullable EmailId after) {

    public static final int MAX_LIMIT = 200;
    public static final int MAX_OFFSET = 10_000;

    public Paging {
        if (limit < 1 || limit > MAX_LIMIT || offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException("limit or offset out of bounds");
        }
    }
}
