/** The sample without a server, from the command line. */
@NullMarked
package io.powercrud.sample.run;

import org.jspecify.annotations.NullMarked;
