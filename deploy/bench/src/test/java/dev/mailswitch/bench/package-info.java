/// Tests of the measuring tools against each other and over real sockets.
@NullMarked
package dev.mailswitch.bench;

import org.jspecify.annotations.NullMarked;
