/** Who may use the sample, and how they sign in. */
@NullMarked
package io.powercrud.sample.access;

import org.jspecify.annotations.NullMarked;
