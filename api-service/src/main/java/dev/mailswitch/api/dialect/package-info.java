/// What every front door and the management routes share: reading a body within its limit and
/// time, strict JSON, who calls, problem documents (RFC 9457). Knows HTTP; knows no vendor.
@NullMarked
package dev.mailswitch.api.dialect;

import org.jspecify.annotations.NullMarked;
