/** The entities of the guard's tests. */
@NullMarked
package io.powercrud.guard.model;

import org.jspecify.annotations.NullMarked;
