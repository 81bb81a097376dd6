/** Tests of the guard on what Hibernate writes. */
@NullMarked
package io.powercrud.guard;

import org.jspecify.annotations.NullMarked;
