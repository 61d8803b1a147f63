@org.jspecify.annotations.NullMarked
package dev.mailswitch.api.accept;
