package dev.mailswitch.api.domain;

import java.util.List;

/// What DNS said about the TXT records of a name.
sealed interface TxtAnswer {

    /// @param texts one for each record, its strings joined; printable ASCII only
    record Found(List<String> texts) implements TxtAnswer {}

    /// There are none.
    record Absent() implements TxtAnswer {}

    /// Nobody knows.
    record Failed(String why) implements TxtAnswer {}
}
