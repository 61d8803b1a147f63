package dev.mailswitch.api.template.language;

import java.util.List;

/// A value that a tag asks for, with its scope already found: whether a name belongs to a loop's
/// item or to the whole is settled when the template is read, not by what the variables hold.
///
/// @param up   how many scopes outwards from where the tag stands
/// @param path names and positions from there inwards
/// @param name as seen from the outside, as `items[].price`, for messages
record Reference(int up, Aspect aspect, List<String> path, String name, Place place) {

    /// What of a scope.
    enum Aspect {
        VALUE,
        INDEX,
        /// Of an object's entry; in a list the same as the index.
        KEY,
        FIRST,
        LAST
    }

    Reference {
        path = List.copyOf(path);
    }
}
