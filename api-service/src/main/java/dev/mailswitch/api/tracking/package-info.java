/// The routes behind the links in mails: open pixel, click redirect, unsubscribe page. Believes
/// nothing but signed tokens; asks the database only when somebody leaves or comes back.
@NullMarked
package dev.mailswitch.api.tracking;

import org.jspecify.annotations.NullMarked;
