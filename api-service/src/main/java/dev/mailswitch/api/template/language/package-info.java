/// The language of templates: a bounded part of Handlebars, from text to a program to a mail's words.
/// Pure: no clock, no I/O, no reflection; what a program can reach is the JSON it is given. Limits
/// count steps and bytes, so the same template and variables always end the same way.
@NullMarked
package dev.mailswitch.api.template.language;

import org.jspecify.annotations.NullMarked;
