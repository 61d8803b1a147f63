/// SparkPost: [API](https://developers.sparkpost.com/api/transmissions/).
@NullMarked
package dev.mailswitch.provider.sparkpost;

import org.jspecify.annotations.NullMarked;
