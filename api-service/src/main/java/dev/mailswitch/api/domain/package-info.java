/// Sender domains: which DNS records prove and protect them, whether those are there, and the keys
/// that sign their mail. What the records mean is decided by pure functions ([Standing], [Checks]);
/// DNS is asked outside of any transaction. May touch the tables `domain` and `domain_key`, and what
/// management shares.
@NullMarked
package dev.mailswitch.api.domain;

import org.jspecify.annotations.NullMarked;
