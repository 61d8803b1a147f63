/// The tokens that stand in mails (open pixels, links, unsubscribe addresses): what they say, and
/// how they are signed and sealed. Pure; knows ids and addresses, and keys only as bytes handed in.
@NullMarked
package dev.mailswitch.model.token;

import org.jspecify.annotations.NullMarked;
