/// Who is calling: keys as signed tokens, the rows behind them, what they may do. Knows no door:
/// every door maps a failed [Authentication] to its own words. Touches `api_key` only.
@NullMarked
package dev.mailswitch.api.auth;

import org.jspecify.annotations.NullMarked;
