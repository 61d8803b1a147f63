/// What was used and what became of it, added up: `/api/v1/usage` and `/api/v1/stats`.
@NullMarked
package dev.mailswitch.api.usage;

import org.jspecify.annotations.NullMarked;
