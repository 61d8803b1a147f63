/// Tests of what is not Java: the chart, the compose file, the dashboard and its alerts, the pages.
/// They read files of the repository and run Helm as a library; nothing is started.
@NullMarked
package dev.mailswitch.helm;

import org.jspecify.annotations.NullMarked;
