/// Tells whose fault a refusal is: the class of an SMTP reply or of a provider's text, by rules
/// that are data (`rules/*.json` beside this package's classes, and an operator's own files before
/// them), with a table of what words say together for what no wording decides. Pure but for reading
/// both once. Touches the shared model only, so that the worker and the command line use the same
/// code (docs/decisions/0020).
@NullMarked
package dev.mailswitch.bounce;

import org.jspecify.annotations.NullMarked;
