/// Reads mails that come back: delivery reports (RFC 3464), complaints (RFC 5965), bounces that
/// are only text, and automatic answers (RFC 3834). What a mail says is a stranger's: sizes, depth
/// and parts are bounded, broken MIME is read as far as it goes, nothing is thrown for it. Pure;
/// uses [dev.mailswitch.bounce] for the class of what hosts said.
@NullMarked
package dev.mailswitch.bounce.mail;

import org.jspecify.annotations.NullMarked;
