/** What an application gets by adding the starter. */
@NullMarked
package io.powercrud.boot;

import org.jspecify.annotations.NullMarked;
